/** `percorso statistics`: messages sent, their results, and reasons for not sending; per origin, by UTC days. */
import { type DayRange, readStatistics } from '../../../app/inspect/sum-statistics.ts';
import type { StatisticsReader } from '../../../app/ports/statistics-store.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { DAY, formatUtcDay } from '../../../engine/base/time-units.ts';
import type { Dimension } from '../../../engine/model/measures.ts';
import { formatStatistics } from '../../output/format-statistics.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface StatisticsOptions {
  readonly days?: number;
  readonly from?: string;
  readonly to?: string;
  readonly by?: Dimension;
}

const defaultDays = 7;
/** As long as they are kept (adapters/dynamodb/statistics-item.ts). */
const mostDays = 800;
/** The last seven days by default. Throws UsageError. */
export function chooseDays({ days, from, to }: StatisticsOptions, now: number): DayRange {
  if (days !== undefined && (from !== undefined || to !== undefined)) {
    throw new UsageError('--days cannot be combined with --from or --to.', 'Give one or the other.');
  }
  const last = to === undefined ? startOfDay(now) : parseDay('--to', to);
  const first = from === undefined ? last - ((days ?? defaultDays) - 1) * DAY : parseDay('--from', from);
  if (first > last) throw new UsageError(`--from ${from} is after ${formatUtcDay(last)}.`, 'Swap them.');
  if ((last - first) / DAY >= mostDays) {
    throw new UsageError(
      `The range is over ${mostDays} days.`,
      'Give a shorter range: statistics are kept no longer.',
    );
  }
  return { from: formatUtcDay(first), to: formatUtcDay(last) };
}

/** `origin`: `rule:welcome`, or `welcome` alone; one without counts in `range` ends with code 1. */
export async function showStatistics(
  store: Pick<StatisticsReader, 'list'>,
  origin: string | undefined,
  range: DayRange,
  by?: Dimension,
): Promise<CommandResult> {
  const result = await readStatistics(store, origin, range, by);
  if (result.outcome === 'unknown_origin') return formatUnknownOrigin(origin ?? '', result.known, range);
  if (result.outcome === 'not_by_dimension') {
    return {
      exitCode: 0,
      json: { ...range, ...omitAbsent({ by }), origins: {}, totals: {} },
      lines: [`"${origin}" has counts, and none of them by ${by}, ${nameDays(range)}.`],
    };
  }
  const { origins, totals } = result;
  return {
    exitCode: 0,
    json: { ...range, ...omitAbsent({ by }), origins, totals },
    lines: formatStatistics(origins, range, by),
  };
}

function formatUnknownOrigin(origin: string, known: readonly string[], range: DayRange): CommandResult {
  return {
    exitCode: 1,
    json: { ...range, origin, problem: 'origin_unknown', known },
    lines: [
      `No origin "${origin}" has counts, ${nameDays(range)}.`,
      known.length === 0 ? 'No origin has counts in that time.' : `Origins with counts: ${known.join(', ')}.`,
      'Correct the name, or select more days with --days or --from.',
    ],
  };
}

function nameDays({ from, to }: DayRange): string {
  return `${from === to ? from : `${from} to ${to}`} (UTC)`;
}

function parseDay(option: string, text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // `2026-02-30` is read as a day in March.
  if (!Number.isNaN(at) && formatUtcDay(at) === text) return at;
  throw new UsageError(`"${text}" is not a day.`, `Write it as in ${option} 2026-11-22.`);
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}
