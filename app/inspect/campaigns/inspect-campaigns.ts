/** Reports what is scheduled, the progress of its runs, and the outcomes of its messages. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { DAY, formatUtcDay } from '../../../engine/base/time-units.ts';
import type { Pauses } from '../../../engine/model/pauses.ts';
import { compileSchedule } from '../../../engine/schedules/schedule.ts';
import type { ProgramStore } from '../../ports/program-store.ts';
import type { Run, RunStore } from '../../ports/run-store.ts';
import type { StatisticsReader } from '../../ports/statistics-store.ts';
import { loadPublished } from '../../publish/load-published.ts';
import { listRuns } from '../../runs/list-runs.ts';
import { sumStatistics } from '../sum-statistics.ts';
import { type HeldRun, listHeldRuns } from './held-runs.ts';
import { inspectRuns, type RunWithProgress } from './run-progress.ts';
import { findScheduled, listScheduled, type ScheduledCampaign } from './scheduled.ts';

export interface ListedCampaign {
  readonly scheduled: ScheduledCampaign;
  readonly heldRuns: readonly HeldRun[];
  /** Next run (epoch ms); absent when none is left, or it is not live. */
  readonly next?: number;
  /** The newest run. */
  readonly last?: Run;
}

/** Journeys on a schedule included. `now`: epoch ms. */
export async function listCampaigns(
  { programs, runs }: { readonly programs: ProgramStore; readonly runs: RunStore },
  now: number,
): Promise<{ readonly campaigns: readonly ListedCampaign[]; readonly pauses?: Pauses }> {
  const program = await loadPublished(programs);
  const held = program === undefined ? [] : await listHeldRuns(runs, program);
  const campaigns = await Promise.all(
    listScheduled(program).map(async (scheduled): Promise<ListedCampaign> => {
      const [last] = await listRuns(runs, scheduled.id, 1);
      const next = findNext(scheduled, now);
      return {
        scheduled,
        heldRuns: held.filter(({ name }) => name === scheduled.id),
        ...omitAbsent({ next, last }),
      };
    }),
  );
  return { campaigns, ...omitAbsent({ pauses: program?.pauses }) };
}

export interface InspectedCampaign {
  readonly scheduled: ScheduledCampaign;
  /** Next run (epoch ms). */
  readonly next?: number;
  /** The newest ones first. */
  readonly runs: readonly RunWithProgress[];
  /** Measure → number, since the oldest of these runs, 92 days back at most. */
  readonly results: Readonly<Record<string, number>>;
  /** The policy's `maxRecipients`. */
  readonly limit?: number;
}

const shownRuns = 5;
const resultDays = 92;

/** `id`: of a campaign, or of a journey on a schedule. `now`: epoch ms. Throws RequestInvalidError. */
export async function inspectCampaign(
  id: string,
  stores: {
    readonly programs: ProgramStore;
    readonly runs: RunStore;
    readonly statistics: Pick<StatisticsReader, 'list'>;
  },
  now: number,
): Promise<InspectedCampaign> {
  const program = await loadPublished(stores.programs);
  const scheduled = findScheduled(program, id);
  const runs = await inspectRuns(stores.runs, scheduled.id, shownRuns);
  const oldest = runs.at(-1)?.run.createdAt;
  const next = findNext(scheduled, now);
  const limit = program?.policy.campaigns?.maxRecipients;
  return {
    scheduled,
    ...omitAbsent({ next }),
    runs,
    results: oldest === undefined ? {} : await readResults(stores.statistics, scheduled.id, oldest, now),
    ...omitAbsent({ limit }),
  };
}

function findNext({ schedule, id, status }: ScheduledCampaign, now: number): number | undefined {
  return status === 'live' ? compileSchedule(schedule, 'schedule', id).next(now) : undefined;
}

async function readResults(
  statistics: Pick<StatisticsReader, 'list'>,
  name: string,
  since: number,
  now: number,
): Promise<Readonly<Record<string, number>>> {
  const from = formatUtcDay(Math.max(since, now - resultDays * DAY));
  const counts = await sumStatistics(statistics, { from, to: formatUtcDay(now) });
  return counts[name.includes(':') ? name : `campaign:${name}`] ?? {};
}
