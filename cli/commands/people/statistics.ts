/** `percorso statistics`: what was sent, what came of it, and why the rest was not; per rule, by UTC days. */
import type { StatisticsStore } from '../../../app/ports/ports.ts';
import { DAY, formatUtcDay } from '../../../engine/base/time-units.ts';
import type { Counts } from '../../../engine/model/measures.ts';
import { formatStatistics } from '../../output/format-statistics.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** UTC days, `2026-11-22`, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export interface StatisticsOptions {
  readonly days?: number;
  readonly from?: string;
  readonly to?: string;
}

const defaultDays = 7;
/** As long as they are kept (adapters/dynamodb/statistics-item.ts). */
const mostDays = 800;
/** Days asked for at once: each is a partition of its own. */
const concurrency = 10;

/** The last seven days where nothing is said. Throws UsageError. */
export function chooseDays({ days, from, to }: StatisticsOptions, now: number): DayRange {
  if (days !== undefined && (from !== undefined || to !== undefined)) {
    throw new UsageError('--days says another range than --from and --to.', 'Give one or the other.');
  }
  const last = to === undefined ? startOfDay(now) : parseDay('--to', to);
  const first = from === undefined ? last - ((days ?? defaultDays) - 1) * DAY : parseDay('--from', from);
  if (first > last)
    throw new UsageError(`--from ${from} is after ${formatUtcDay(last)}.`, 'Turn them around.');
  if ((last - first) / DAY >= mostDays) {
    throw new UsageError(`That is over ${mostDays} days.`, 'Ask for a shorter time: no more is kept.');
  }
  return { from: formatUtcDay(first), to: formatUtcDay(last) };
}

/** Sums of all batches of those days: origin → measure → number, by origin. */
export async function sumStatistics(
  store: Pick<StatisticsStore, 'list'>,
  { from, to }: DayRange,
): Promise<Counts> {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) days.push(formatUtcDay(at));
  const sums: Counts = {};
  for (let start = 0; start < days.length; start += concurrency) {
    await Promise.all(days.slice(start, start + concurrency).map((day) => addDay(store, day, sums)));
  }
  return Object.fromEntries(Object.entries(sums).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** `origin`: `rule:welcome`, or `welcome` alone; one without counts in `range` ends with code 1. */
export async function showStatistics(
  store: Pick<StatisticsStore, 'list'>,
  origin: string | undefined,
  range: DayRange,
): Promise<CommandResult> {
  const all = await sumStatistics(store, range);
  const isWanted = (name: string): boolean =>
    origin === undefined || name === origin || name.slice(name.indexOf(':') + 1) === origin;
  if (origin !== undefined && !Object.keys(all).some(isWanted)) return refuseOrigin(origin, all, range);
  const origins = Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)));
  const totals: Record<string, number> = {};
  for (const measures of Object.values(origins)) addAll(totals, measures);
  return {
    exitCode: 0,
    json: { ...range, origins, totals },
    lines: formatStatistics(origins, range),
  };
}

/** A misspelt origin must not look like one for which nothing happened. */
function refuseOrigin(origin: string, all: Counts, range: DayRange): CommandResult {
  const known = Object.keys(all);
  const when = `${range.from === range.to ? range.from : `${range.from} to ${range.to}`} (UTC)`;
  return {
    exitCode: 1,
    json: { ...range, origin, problem: 'origin_unknown', known },
    lines: [
      `No origin "${origin}" has counts, ${when}.`,
      known.length === 0 ? 'No origin has counts in that time.' : `Origins with counts: ${known.join(', ')}.`,
      'Correct the name, or ask for more days with --days or --from.',
    ],
  };
}

async function addDay(store: Pick<StatisticsStore, 'list'>, day: string, sums: Counts): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.list(day, cursor);
    for (const { counts } of page.batches) {
      for (const [origin, measures] of Object.entries(counts)) {
        const sum = sums[origin] ?? {};
        sums[origin] = sum;
        addAll(sum, measures);
      }
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

function addAll(sums: Record<string, number>, measures: Readonly<Record<string, number>>): void {
  for (const [measure, quantity] of Object.entries(measures)) {
    sums[measure] = (sums[measure] ?? 0) + quantity;
  }
}

function parseDay(option: string, text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // `2026-02-30` is read as a day in March.
  if (!Number.isNaN(at) && formatUtcDay(at) === text) return at;
  throw new UsageError(`"${text}" is no day.`, `Write it as in ${option} 2026-11-22.`);
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}
