/** `percorso campaign list` and `status`: what is planned, how far a run is, what came of it. */

import { listHeldRuns } from '../../../app/inspect/campaigns/held-runs.ts';
import { listRuns, readProgress } from '../../../app/inspect/campaigns/run-progress.ts';
import {
  findScheduled,
  listScheduled,
  type ScheduledCampaign,
} from '../../../app/inspect/campaigns/scheduled.ts';
import { sumStatistics } from '../../../app/inspect/sum-statistics.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { DAY, formatUtcDay } from '../../../engine/base/time-units.ts';
import { compileSchedule } from '../../../engine/schedules/schedule.ts';
import type { RunStores } from '../../cloud/open-runs.ts';
import { describePauses } from '../../output/describe-pause.ts';
import {
  describeHeldRun,
  describeRun,
  heldRunToJson,
  nameRunStatus,
  runToJson,
} from '../../output/describe-run.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

type World = Pick<RunStores, 'programs' | 'runs' | 'statistics'>;

const shownRuns = 5;

/** `now` in epoch ms. */
export async function listCampaigns(
  { programs, runs }: Pick<World, 'programs' | 'runs'>,
  now: number,
): Promise<CommandResult> {
  const program = await loadPublished(programs);
  const all = listScheduled(program);
  const held = program === undefined ? [] : await listHeldRuns(runs, program);
  const rows = await Promise.all(
    all.map(async (thing) => {
      const [last] = await listRuns(runs, thing.id, 1);
      const next = findNext(thing, now);
      return { ...thing, next, last };
    }),
  );
  return {
    exitCode: 0,
    json: rows.map(({ next, last, ...thing }) => ({
      ...thing,
      heldRuns: held.filter(({ name }) => name === thing.id).map(heldRunToJson),
      next: next === undefined ? null : new Date(next).toISOString(),
      ...(last === undefined ? {} : { lastRun: new Date(last.run).toISOString(), lastStatus: last.status }),
    })),
    lines:
      rows.length === 0
        ? ['No campaign is published.']
        : [
            ...formatTable([
              ['campaign', 'status', 'segment', 'next run (UTC)', 'last run'],
              ...rows.map(({ id, status, segment, next, last }) => [
                id,
                status,
                segment,
                next === undefined ? 'none left' : formatMoment(next),
                last === undefined ? 'none yet' : `${formatMoment(last.run)}, ${nameRunStatus(last)}`,
              ]),
            ]),
            ...held.map(describeHeldRun),
            ...describePauses(program?.pauses),
          ],
  };
}

export async function showCampaign(id: string, world: World, now: number): Promise<CommandResult> {
  const program = await loadPublished(world.programs);
  const thing = findScheduled(program, id);
  const limit = program?.policy.campaigns?.maxRecipients;
  const runs = await listRuns(world.runs, thing.id, shownRuns);
  const told = await Promise.all(
    runs.map(async (run) => ({ run, progress: await readProgress(world.runs, run) })),
  );
  const oldest = runs.at(-1)?.createdAt;
  const results = oldest === undefined ? {} : await readResults(world, thing.id, oldest, now);
  const next = findNext(thing, now);
  return {
    exitCode: 0,
    json: {
      ...thing,
      next: next === undefined ? null : new Date(next).toISOString(),
      runs: told.map(({ run, progress }) => runToJson(run, progress)),
      results,
    },
    lines: [
      describeThing(thing, next),
      ...(told.length === 0
        ? ['No run yet.']
        : told.map(({ run, progress }) => `  ${describeRun(run, progress, limit)}`)),
      ...formatResults(results, thing, oldest),
    ],
  };
}

function findNext({ schedule, id, status }: ScheduledCampaign, now: number): number | undefined {
  return status === 'live' ? compileSchedule(schedule, 'schedule', id).next(now) : undefined;
}

function describeThing(
  { id, name, status, segment, schedule }: ScheduledCampaign,
  next: number | undefined,
): string {
  const title = name === undefined ? '' : ` (${name})`;
  const local = schedule.timeZone === 'recipient' ? ', at each person’s own time' : '';
  const when = next === undefined ? 'no further run' : `next run ${formatMoment(next)}${local}`;
  return `Campaign ${id}${title}: ${status}, to segment ${segment}; ${when}. Times are UTC.`;
}

/** What its messages came to, by UTC days. */
async function readResults(
  { statistics }: Pick<World, 'statistics'>,
  name: string,
  since: number,
  now: number,
): Promise<Readonly<Record<string, number>>> {
  const from = formatUtcDay(Math.max(since, now - 92 * DAY));
  const counts = await sumStatistics(statistics, { from, to: formatUtcDay(now) });
  return counts[name.includes(':') ? name : `campaign:${name}`] ?? {};
}

function formatResults(
  results: Readonly<Record<string, number>>,
  { id: name, enter }: ScheduledCampaign,
  since: number | undefined,
): string[] {
  const entries = Object.entries(results).sort(([left], [right]) => (left < right ? -1 : 1));
  if (since === undefined) return [];
  if (entries.length === 0) {
    const entered =
      enter === undefined
        ? ''
        : ` People enter the journey ${enter}: \`percorso statistics journey:${enter}\` counts what came of them.`;
    return [`Nothing is counted of it yet.${entered}`];
  }
  const rows = entries.map(([measure, count]) => [measure, count.toLocaleString('en-US')]);
  return [
    `Since ${formatMoment(since).slice(0, 10)} (docs/statistics.md says what is counted; see also \`percorso statistics ${name}\`):`,
    ...formatTable(rows, '  '),
  ];
}
