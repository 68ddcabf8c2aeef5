/** Campaigns, and journeys on a schedule: each of their runs starts once, whoever looks and however often. */

import { hashText } from '../../../engine/base/hash.ts';
import { makeJourneyCampaign } from '../../../engine/campaigns/reach-person.ts';
import type { AudienceSchedule } from '../../../engine/model/documents/document-base.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { findDueRuns, findFirstRun, findNextRun } from '../../../engine/schedules/find-due-runs.ts';
import { atNow, resolveSchedule } from '../../../engine/schedules/resolve-schedule.ts';
import { type CompiledSchedule, compileSchedule } from '../../../engine/schedules/schedule.ts';
import type { Run, RunPlan, RunTask } from '../../ports/ports.ts';
import type { StartDependencies } from './dependencies.ts';
import { holdRun } from './hold-run.ts';

/** What stays the same for one minute's look. */
export interface Tick {
  readonly dependencies: StartDependencies;
  readonly snapshot: ProgramSnapshot;
  /** By name; what this look changes of them is changed here too. */
  readonly plans: Map<string, RunPlan>;
  readonly now: number;
}

export interface ScheduledRun {
  readonly name: string;
  readonly schedule: AudienceSchedule;
  readonly segment: string;
  readonly perMinute?: number;
  /** The moment of publishing: due at once, also where another schedule ran before. */
  readonly isNow?: boolean;
}

/** People handed out by one call: a throttle below this per minute needs no second segment. */
const pageSize = 200;

/** Live ones alone: what came due during a pause is dealt with when it is over. */
export function listSchedules(snapshot: ProgramSnapshot): readonly ScheduledRun[] {
  const { campaigns, journeys } = snapshot;
  const ofCampaigns = campaigns.flatMap((campaign): ScheduledRun[] => {
    const { id, status, audience, throttle } = campaign;
    const schedule = resolveSchedule(campaign, snapshot);
    if (status !== 'live' || schedule === undefined) return [];
    return [
      {
        name: id,
        schedule,
        segment: audience.segment,
        ...(throttle === undefined ? {} : { perMinute: throttle.perMinute }),
        ...(campaign.schedule.at === atNow ? { isNow: true } : {}),
      },
    ];
  });
  const ofJourneys = journeys.flatMap(({ document: { id, status, trigger } }): ScheduledRun[] =>
    status !== 'live' || !('schedule' in trigger)
      ? []
      : [
          {
            name: makeJourneyCampaign(id),
            schedule: trigger.schedule,
            segment: trigger.audience.segment,
          },
        ],
  );
  return [...ofCampaigns, ...ofJourneys];
}

/** The run that was started, also if another starter made it a moment ago. */
export async function startScheduled(tick: Tick, scheduled: ScheduledRun): Promise<readonly Run[]> {
  const { dependencies, snapshot, plans, now } = tick;
  const { runs, telemetry } = dependencies;
  const { name } = scheduled;
  const schedule = compileSchedule(scheduled.schedule, 'schedule', name);
  const hash = hashText(JSON.stringify(scheduled.schedule));
  const plan = plans.get(name);
  const next = plan?.hash === hash ? plan.next : await findNext(tick, scheduled, schedule);
  const due = next === undefined ? undefined : findDueRuns(schedule, next, now);

  const started: Run[] = [];
  for (const start of due?.missed ?? []) {
    const isNew = await runs.createRun({ ...makeRun(tick, scheduled, start), status: 'missed' });
    if (isNew) telemetry.count('RunsMissed');
  }
  if (due?.start !== undefined) {
    const localTime = schedule.isByRecipient ? schedule.localTime(due.start) : undefined;
    const run = holdRun(makeRun(tick, scheduled, due.start, localTime), snapshot);
    // False is fine: it was started before, and the plan's write was lost.
    if (await runs.createRun(run)) started.push(run);
  }
  // After the runs: a crash in between finds them made, and a plan is never ahead of them.
  const following = due === undefined ? next : due.next;
  if (plan?.hash !== hash || plan.next !== following) {
    await runs.savePlan({ name, hash, ...(following === undefined ? {} : { next: following }) });
  }
  return started;
}

/** Of a schedule that is new, or was edited since the last look. */
async function findNext(
  { dependencies: { runs }, snapshot, plans, now }: Tick,
  { name, schedule: document, isNow }: ScheduledRun,
  schedule: CompiledSchedule,
): Promise<number | undefined> {
  if (isNow === true) return findFirstRun(schedule, document, now);
  const plan = plans.get(name);
  const earlier = plan === undefined ? [] : (await runs.listRuns(name, undefined)).runs;
  // One that never ran is as one that is new: what it was to be before counts for nothing.
  if (earlier.length === 0) return findFirstRun(schedule, document, now);
  return findNextRun(schedule, { now, publishedAt: snapshot.publishedAt, planned: plan?.next });
}

function makeRun(
  { dependencies: { scanSegments }, snapshot, now }: Tick,
  { name, segment, perMinute }: ScheduledRun,
  run: number,
  localTime?: string,
): Run {
  const task: RunTask = {
    kind: 'campaign',
    campaign: name,
    run,
    ...(localTime === undefined ? {} : { localTime, startedAt: now }),
  };
  return {
    name,
    run,
    task,
    audience: { kind: 'segment', segment },
    scanSegments:
      perMinute === undefined ? scanSegments : Math.min(scanSegments, Math.ceil(perMinute / pageSize)),
    ...(perMinute === undefined ? {} : { perMinute }),
    createdAt: now,
    programVersion: snapshot.version,
    status: 'running',
  };
}
