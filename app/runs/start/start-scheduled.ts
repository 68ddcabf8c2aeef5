/** Starts the due runs of campaigns and of journeys on a schedule. Each run starts once, even with several starters. */

import { hashText } from '../../../engine/base/hash.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { makeJourneyCampaign } from '../../../engine/campaigns/reach-person.ts';
import type { AudienceSchedule } from '../../../engine/model/documents/document-base.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { findDueRuns, findFirstRun, findNextRun } from '../../../engine/schedules/find-due-runs.ts';
import { atNow, resolveSchedule } from '../../../engine/schedules/resolve-schedule.ts';
import { type CompiledSchedule, compileSchedule } from '../../../engine/schedules/schedule.ts';
import type { Run, RunPlan } from '../../ports/run-store.ts';
import type { RunTask } from '../../ports/run-task.ts';
import type { StartDependencies } from './dependencies.ts';
import { holdRun } from './hold-run.ts';

/** The shared state of one invocation. */
export interface Tick {
  readonly dependencies: StartDependencies;
  readonly snapshot: ProgramSnapshot;
  /** By name; updated with each plan that this invocation saves. */
  readonly plans: Map<string, RunPlan>;
  readonly now: number;
}

export interface ScheduledRun {
  readonly name: string;
  readonly schedule: AudienceSchedule;
  readonly segment: string;
  readonly perMinute?: number;
  /** The time of publication: due at once, also if another schedule ran before. */
  readonly isNow?: boolean;
}

/** People per call: a throttle below this number per minute needs no second segment. */
const pageSize = 200;

/** Only live documents: runs that became due during a pause are handled after it. */
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
        ...omitAbsent({
          perMinute: throttle?.perMinute,
          isNow: campaign.schedule.at === atNow || undefined,
        }),
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

/** The run that was started, also if another starter created it. */
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
    // False is no error: the run was started before, and the plan's write was lost.
    if (await runs.createRun(run)) started.push(run);
  }
  // Saved after the runs: after a crash in between the runs exist, and a plan is never ahead of them.
  const following = due === undefined ? next : due.next;
  if (plan?.hash !== hash || plan.next !== following) {
    await runs.savePlan({ name, hash, ...omitAbsent({ next: following }) });
  }
  return started;
}

/** The plan of a schedule that is new, or was edited since the last invocation. */
async function findNext(
  { dependencies: { runs }, snapshot, plans, now }: Tick,
  { name, schedule: document, isNow }: ScheduledRun,
  schedule: CompiledSchedule,
): Promise<number | undefined> {
  if (isNow === true) return findFirstRun(schedule, document, now);
  const plan = plans.get(name);
  const earlier = plan === undefined ? [] : (await runs.listRuns(name, undefined)).runs;
  // A schedule that never ran is treated as new: its earlier version has no effect.
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
    ...omitAbsent({ perMinute }),
    createdAt: now,
    programVersion: snapshot.version,
    status: 'running',
  };
}
