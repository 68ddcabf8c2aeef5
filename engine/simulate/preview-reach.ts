/** Previews what a campaign would do for one person, evaluated on a copy by the engine that runs in production. */

import { omitAbsent } from '../base/omit-absent.ts';
import type { Program } from '../compile/program.ts';
import { decide } from '../decide/decide.ts';
import { isMember } from '../decide/is-member.ts';
import type { CampaignDocument } from '../model/documents/campaign-document.ts';
import type { Profile } from '../model/profile.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { findZone } from '../policy/find-zone.ts';
import { findFirstRun } from '../schedules/find-due-runs.ts';
import { atNow } from '../schedules/resolve-schedule.ts';
import { compileSchedule } from '../schedules/schedule.ts';
import { parseLocalMoment } from '../time/local-time.ts';
import { simulatePerson } from './simulate-person.ts';

export interface PreviewedRun {
  /** Start of the previewed run (epoch ms): the next one, or now when none is left. */
  readonly run: number;
  readonly isOver: boolean;
  /** Of campaigns at each person's own time: what clocks show. */
  readonly localTime?: string;
  /** When it starts (epoch ms): `run`, or now if its time has already come in the first zones. */
  readonly startedAt: number;
}

/** `isNew`: published now, so that a run whose time has not passed everywhere starts at once. */
export function findPreviewedRun(
  { id, schedule }: Pick<CampaignDocument, 'id' | 'schedule'>,
  now: number,
  isNew = false,
): PreviewedRun {
  if (schedule.at === atNow) return { run: now, startedAt: now, isOver: false };
  const compiled = compileSchedule(schedule, 'schedule', id);
  const next = isNew ? findFirstRun(compiled, schedule, now) : compiled.next(now);
  const run = next ?? now;
  const isLocal = compiled.isByRecipient && next !== undefined;
  return {
    run,
    startedAt: Math.max(run, now),
    isOver: next === undefined,
    ...omitAbsent({ localTime: isLocal ? compiled.localTime(run) : undefined }),
  };
}

/**
 * What becomes due until then (waits, held messages) happens first, each at its own moment; otherwise a journey would
 * seem to write in the same minute and to use the allowance of a cap. Undefined: not in the audience. A journey entry
 * gives `done` when the person would enter, and nothing at all (`condition`) when the journey's own condition does not
 * hold.
 */
export function previewReach(
  profile: Profile,
  campaign: CampaignDocument,
  program: Program,
  { localTime, startedAt }: PreviewedRun,
): ReasonCode | 'condition' | undefined {
  const found = passTime(profile, program, startedAt);
  if (!isMember(found, campaign.audience.segment, program, startedAt)) return undefined;
  const at = localTime === undefined ? startedAt : findLocalMoment(found, program, localTime, startedAt);
  const untouched = { ...passTime(found, program, at), campaignRuns: {} };
  const local = localTime === undefined ? {} : { localTime, startedAt };
  const input = { kind: 'campaign', campaign: campaign.id, run: at, ...local } as const;
  const { entries } = decide(untouched, [input], program, at);
  const traces = entries.findLast(({ name }) => name === 'Campaign Reached')?.traces ?? [];
  const [action, origin] =
    campaign.enter === undefined
      ? ['send', `campaign:${campaign.id}`]
      : ['enter', `journey:${campaign.enter}`];
  const own = traces.find((trace) => trace.action === action && trace.origin === origin) ?? traces[0];
  return own?.reason ?? 'condition';
}

function passTime(profile: Profile, program: Program, until: number): Profile {
  return simulatePerson(program, { ...profile, outbox: [] }, [], until).profile;
}

/** Each person's own time: quiet hours and caps are evaluated for this moment. */
function findLocalMoment(profile: Profile, program: Program, localTime: string, run: number): number {
  const moment = parseLocalMoment(localTime, findZone(profile, program.policy).zone);
  return moment === undefined ? run : Math.max(moment, run);
}
