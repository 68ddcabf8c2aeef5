/** Applies a campaign's run to one person: a message, or an entry into a journey, once per run. */

import { omitAbsent } from '../base/omit-absent.ts';
import { DAY, HOUR } from '../base/time-units.ts';
import { enterJourney } from '../journeys/enter-journey.ts';
import type { CampaignReach } from '../model/decision.ts';
import { maxReached, maxReachedLately } from '../model/limits.ts';
import { findZone } from '../policy/find-zone.ts';
import { nextLocalDay, parseLocalMoment } from '../time/local-time.ts';
import type { EventView, Initiator } from '../turn/initiator.ts';
import { addTrace, makeEffectId } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';
import type { CampaignTurn, CompiledCampaign } from './compile-campaign.ts';

const journeyPrefix = 'journey:';
/** A run that started this long (ms) after a person's own time does not reach that person. */
export const latestLocal = HOUR;

/** For schedules of a journey's own: `journey:<id>` takes the place of the campaign's id. */
export function makeJourneyCampaign(journey: string): string {
  return `${journeyPrefix}${journey}`;
}

/** A duplicate does nothing and leaves no trace. The turn's segments are already evaluated. */
export function reachPerson(turn: CampaignTurn, reach: CampaignReach): void {
  if (reach.isTest !== true) {
    if (hasReached(turn, reach)) return;
    noteReached(turn, reach);
  }
  if (reach.campaign.startsWith(journeyPrefix)) {
    enterOnSchedule(turn, reach, reach.campaign.slice(journeyPrefix.length));
  } else reachByCampaign(turn, reach);
}

/** A newer run also counts, so that a late message of an older run is refused. */
function hasReached({ profile }: CampaignTurn, { campaign, run }: CampaignReach): boolean {
  const last = Object.hasOwn(profile.campaignRuns, campaign) ? profile.campaignRuns[campaign] : undefined;
  return last !== undefined && last >= run;
}

function noteReached(turn: CampaignTurn, { campaign, run }: CampaignReach): void {
  const reached = writeRecord(turn, 'campaignRuns');
  reached[campaign] = run;
  // Never the run that was just recorded, however old: a duplicate of it is the most likely input.
  keepNewest(reached, countKept(reached, turn.now), campaign);
  turn.hasChanged = true;
}

/** A run's records may be queued for 4 days and then be dead letters for 14: until then they are recognized. */
const repeatedFor = 18 * DAY;

function countKept(reached: Readonly<Record<string, number>>, now: number): number {
  const lately = Object.values(reached).filter((run) => run > now - repeatedFor).length;
  return Math.min(maxReachedLately, Math.max(maxReached, lately));
}

function reachByCampaign(turn: CampaignTurn, reach: CampaignReach): void {
  const campaign = turn.program.campaigns.get(reach.campaign);
  const origin = `campaign:${reach.campaign}`;
  const action = campaign?.enter === undefined ? 'send' : 'enter';
  if (campaign === undefined || campaign.status === 'archived') {
    addTrace(turn, origin, action, 'campaign_cancelled');
    return;
  }
  const { audience, message, enter: journey } = campaign;
  if (!isWanted(turn, reach, audience)) {
    addTrace(turn, origin, action, 'not_in_audience', { note: nameWhat(campaign, audience) });
    return;
  }
  const initiator: Initiator = {
    origin,
    event: describeRun(reach),
    priority: campaign.priority,
    makeId: (name) => makeEffectId(turn, origin, name),
  };
  const local = findLocalMoment(turn, reach);
  if (local?.isPassed === true) {
    addTrace(turn, origin, action, 'local_time_passed', { note: nameWhat(campaign, local.zone) });
    return;
  }
  message?.request(turn, initiator, initiator.makeId('send'), local?.at);
  if (journey !== undefined) enter(turn, origin, journey, initiator.event);
}

/** For a message, its template comes first, as in every trace of a message. */
function nameWhat({ message }: CompiledCampaign, detail: string): string {
  return message === undefined ? detail : `${message.template}: ${detail}`;
}

function enterOnSchedule(turn: CampaignTurn, reach: CampaignReach, id: string): void {
  const trigger = turn.program.journeys.get(id)?.document.trigger;
  const audience = trigger !== undefined && 'schedule' in trigger ? trigger.audience.segment : undefined;
  if (audience === undefined || !isWanted(turn, reach, audience)) {
    const reason = audience === undefined ? 'journey_missing' : 'not_in_audience';
    addTrace(turn, reach.campaign, 'enter', reason, omitAbsent({ note: audience }));
    return;
  }
  enter(turn, reach.campaign, id, describeRun(reach));
}

function enter(turn: CampaignTurn, origin: string, id: string, event: EventView | undefined): void {
  const journey = turn.program.journeys.get(id);
  if (journey === undefined) addTrace(turn, origin, 'enter', 'journey_missing', { note: id });
  else enterJourney(turn, journey, { event, at: turn.now });
}

function isWanted({ profile }: CampaignTurn, { isTest }: CampaignReach, segment: string): boolean {
  return isTest === true || Object.hasOwn(profile.segments, segment);
}

interface LocalMoment {
  readonly at: number;
  readonly zone: string;
  /** The run started too late for this local time. */
  readonly isPassed: boolean;
}

/**
 * Uses the zone known now: a later change of zone causes neither a second message nor another time. A run that starts late
 * must not send during a person's night: it skips the people for whom it started too late. One that is only
 * slow, by its throttle, still reaches them on the same day.
 */
function findLocalMoment(
  { profile, program, now }: CampaignTurn,
  { localTime, startedAt = now, isTest }: CampaignReach,
): LocalMoment | undefined {
  if (localTime === undefined || isTest === true) return undefined;
  const { zone } = findZone(profile, program.policy);
  const at = parseLocalMoment(localTime, zone);
  if (at === undefined) return undefined;
  return { at, zone, isPassed: startedAt > at + latestLocal || now >= nextLocalDay(at, zone) };
}

/** The event that `event.` paths read in the template and in the journey that is entered. */
function describeRun({ campaign, run }: CampaignReach): EventView {
  return { name: 'Campaign Reached', source: 'percorso', occurredAt: run, properties: { campaign, run } };
}

/** Drops the entries with the earliest moments above `most`; never `noted`, which was just set. In place. */
function keepNewest(record: Record<string, number>, most: number, noted: string): void {
  const others = Object.entries(record)
    .filter(([id]) => id !== noted)
    .sort(([, a], [, b]) => a - b);
  for (const [id] of others.slice(0, Math.max(0, others.length + 1 - most))) delete record[id];
}
