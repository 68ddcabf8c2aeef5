/** Campaigns, and journeys on a schedule: each of their runs starts once, whoever looks and however often. */
import type { Visit, WalkPlan, WalkRun } from '../../adapters/ports.ts';
import { findDueRuns, findFirstRun, findNextRun } from '../../engine/campaigns/find-due-runs.ts';
import { makeJourneyCampaign } from '../../engine/campaigns/reach-person.ts';
import { atNow, resolveSchedule } from '../../engine/campaigns/resolve-schedule.ts';
import { type CompiledSchedule, compileSchedule } from '../../engine/campaigns/schedule.ts';
import type { AudienceSchedule } from '../../engine/documents.ts';
import { hashText } from '../../engine/hash.ts';
import type { ProgramSnapshot } from '../../engine/program.ts';
import type { StartDependencies } from './dependencies.ts';
import { holdRun } from './hold-run.ts';

/** What stays the same for one minute's look. */
export interface Occasion {
  readonly dependencies: StartDependencies;
  readonly snapshot: ProgramSnapshot;
  /** By subject; what this look changes of them is changed here too. */
  readonly plans: Map<string, WalkPlan>;
  readonly now: number;
}

export interface ScheduledWalk {
  readonly subject: string;
  readonly schedule: AudienceSchedule;
  readonly segment: string;
  readonly perMinute?: number;
  /** The moment of publishing: due at once, also where another schedule ran before. */
  readonly isNow?: boolean;
}

/** People handed out by one call: a throttle below this per minute needs no second shard. */
const pageSize = 200;

/** Live ones alone: what came due during a pause is dealt with when it is over. */
export function listSchedules(snapshot: ProgramSnapshot): readonly ScheduledWalk[] {
  const { campaigns, journeys } = snapshot;
  const ofCampaigns = campaigns.flatMap((campaign): ScheduledWalk[] => {
    const { id, status, audience, throttle } = campaign;
    const schedule = resolveSchedule(campaign, snapshot);
    if (status !== 'live' || schedule === undefined) return [];
    return [
      {
        subject: id,
        schedule,
        segment: audience.segment,
        ...(throttle === undefined ? {} : { perMinute: throttle.perMinute }),
        ...(campaign.schedule.at === atNow ? { isNow: true } : {}),
      },
    ];
  });
  const ofJourneys = journeys.flatMap(({ document: { id, status, trigger } }): ScheduledWalk[] =>
    status !== 'live' || !('schedule' in trigger)
      ? []
      : [
          {
            subject: makeJourneyCampaign(id),
            schedule: trigger.schedule,
            segment: trigger.audience.segment,
          },
        ],
  );
  return [...ofCampaigns, ...ofJourneys];
}

/** The run that was started, also if another starter made it a moment ago. */
export async function startScheduled(occasion: Occasion, walk: ScheduledWalk): Promise<readonly WalkRun[]> {
  const { dependencies, snapshot, plans, now } = occasion;
  const { walks, telemetry } = dependencies;
  const { subject } = walk;
  const schedule = compileSchedule(walk.schedule, 'schedule', subject);
  const hash = hashText(JSON.stringify(walk.schedule));
  const plan = plans.get(subject);
  const next = plan?.hash === hash ? plan.next : await findNext(occasion, walk, schedule);
  const due = next === undefined ? undefined : findDueRuns(schedule, next, now);

  const started: WalkRun[] = [];
  for (const run of due?.missed ?? []) {
    const isNew = await walks.createRun({ ...makeRun(occasion, walk, run), status: 'missed' });
    if (isNew) telemetry.count('WalksMissed');
  }
  if (due?.start !== undefined) {
    const localTime = schedule.isByRecipient ? schedule.localTime(due.start) : undefined;
    const run = holdRun(makeRun(occasion, walk, due.start, localTime), snapshot);
    // False is fine: it was started before, and the plan's write was lost.
    if (await walks.createRun(run)) started.push(run);
  }
  // After the runs: a crash in between finds them made, and a plan is never ahead of them.
  const following = due === undefined ? next : due.next;
  if (plan?.hash !== hash || plan.next !== following) {
    await walks.savePlan({ subject, hash, ...(following === undefined ? {} : { next: following }) });
  }
  return started;
}

/** Of a schedule that is new, or was edited since the last look. */
async function findNext(
  { dependencies: { walks }, snapshot, plans, now }: Occasion,
  { subject, schedule: document, isNow }: ScheduledWalk,
  schedule: CompiledSchedule,
): Promise<number | undefined> {
  if (isNow === true) return findFirstRun(schedule, document, now);
  const plan = plans.get(subject);
  const { runs } = plan === undefined ? { runs: [] } : await walks.listRuns(subject, undefined);
  // One that never ran is as one that is new: what it was to be before counts for nothing.
  if (runs.length === 0) return findFirstRun(schedule, document, now);
  return findNextRun(schedule, { now, publishedAt: snapshot.publishedAt, planned: plan?.next });
}

function makeRun(
  { dependencies: { shards }, snapshot, now }: Occasion,
  { subject, segment, perMinute }: ScheduledWalk,
  run: number,
  localTime?: string,
): WalkRun {
  const visit: Visit = {
    kind: 'campaign',
    campaign: subject,
    run,
    ...(localTime === undefined ? {} : { localTime, startedAt: now }),
  };
  return {
    subject,
    run,
    visit,
    audience: { kind: 'segment', segment },
    shards: perMinute === undefined ? shards : Math.min(shards, Math.ceil(perMinute / pageSize)),
    ...(perMinute === undefined ? {} : { perMinute }),
    createdAt: now,
    programVersion: snapshot.version,
    status: 'running',
  };
}
