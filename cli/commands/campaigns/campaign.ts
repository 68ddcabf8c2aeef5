/** `percorso campaign list` and `status`: next runs, progress and statistics. */

import { inspectCampaign, listCampaigns } from '../../../app/inspect/campaigns/inspect-campaigns.ts';
import type { ScheduledCampaign } from '../../../app/inspect/campaigns/scheduled.ts';
import { formatUtcDay } from '../../../engine/base/time-units.ts';
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
import { formatStatistics } from '../../output/format-statistics.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** `now` in epoch ms. */
export async function showCampaigns(
  stores: Pick<RunStores, 'programs' | 'runs'>,
  now: number,
): Promise<CommandResult> {
  const { campaigns, pauses } = await listCampaigns(stores, now);
  return {
    exitCode: 0,
    json: campaigns.map(({ scheduled, heldRuns, next, last }) => ({
      ...scheduled,
      heldRuns: heldRuns.map(heldRunToJson),
      next: next === undefined ? null : new Date(next).toISOString(),
      ...(last === undefined ? {} : { lastRun: new Date(last.run).toISOString(), lastStatus: last.status }),
    })),
    lines:
      campaigns.length === 0
        ? ['No campaign is published.']
        : [
            ...formatTable([
              ['campaign', 'status', 'segment', 'next run (UTC)', 'last run'],
              ...campaigns.map(({ scheduled: { id, status, segment }, next, last }) => [
                id,
                status,
                segment,
                next === undefined ? 'none left' : formatMoment(next),
                last === undefined ? 'none yet' : `${formatMoment(last.run)}, ${nameRunStatus(last)}`,
              ]),
            ]),
            ...campaigns.flatMap(({ heldRuns }) => heldRuns.map(describeHeldRun)),
            ...describePauses(pauses),
          ],
  };
}

/** `now` in epoch ms. Throws RequestInvalidError. */
export async function showCampaign(
  id: string,
  stores: Pick<RunStores, 'programs' | 'runs' | 'statistics'>,
  now: number,
): Promise<CommandResult> {
  const { scheduled, next, runs, results, limit } = await inspectCampaign(id, stores, now);
  return {
    exitCode: 0,
    json: {
      ...scheduled,
      next: next === undefined ? null : new Date(next).toISOString(),
      runs: runs.map(({ run, progress }) => runToJson(run, progress)),
      results,
    },
    lines: [
      describeScheduled(scheduled, next),
      ...(runs.length === 0
        ? ['No run yet.']
        : runs.map(({ run, progress }) => `  ${describeRun(run, progress, limit)}`)),
      ...formatResults(results, scheduled, { since: runs.at(-1)?.run.createdAt, now }),
    ],
  };
}

function describeScheduled(
  { id, name, status, segment, schedule }: ScheduledCampaign,
  next: number | undefined,
): string {
  const title = name === undefined ? '' : ` (${name})`;
  const local = schedule.timeZone === 'recipient' ? ', at each person’s own time' : '';
  const when = next === undefined ? 'no further run' : `next run ${formatMoment(next)}${local}`;
  return `Campaign ${id}${title}: ${status}, to segment ${segment}; ${when}. Times are UTC.`;
}

function formatResults(
  results: Readonly<Record<string, number>>,
  { id: name, enter }: ScheduledCampaign,
  { since, now }: { readonly since: number | undefined; readonly now: number },
): string[] {
  if (since === undefined) return [];
  if (Object.keys(results).length === 0) {
    const entered =
      enter === undefined
        ? ''
        : ` People enter the journey ${enter}: \`percorso statistics journey:${enter}\` counts their outcomes.`;
    return [`No statistics yet.${entered}`];
  }
  const origin = name.includes(':') ? name : `campaign:${name}`;
  return [
    ...formatStatistics({ [origin]: results }, { from: formatUtcDay(since), to: formatUtcDay(now) }),
    '',
    `docs/statistics.md defines the counts; see also \`percorso statistics ${name}\`.`,
  ];
}
