/** Sums what was counted, by UTC days. */
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import {
  type Counts,
  type Dimension,
  isMessageMeasure,
  parseDimension,
} from '../../engine/model/measures.ts';
import type { StatisticsReader } from '../ports/statistics-store.ts';
import { mapBounded } from '../runtime/run-bounded.ts';

/** UTC days, `2026-11-22`, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export type StatisticsResult =
  /** `known`: origins that have counts in these days. */
  | { readonly outcome: 'unknown_origin'; readonly known: readonly string[] }
  /** The origin has counts in these days, and none by the dimension. */
  | { readonly outcome: 'not_by_dimension' }
  | {
      readonly outcome: 'counted';
      /** Origin, or origin and value (`journey:win-back remind`) → measure → number. */
      readonly origins: Counts;
      /** Measure → number. */
      readonly totals: Readonly<Record<string, number>>;
    };

/** Days that are read at the same time: each is a partition of its own. */
const concurrency = 10;

/** `origin`: `rule:welcome`, or `welcome` alone; all of them when absent. `by`: each origin apart by a dimension. */
export async function readStatistics(
  store: Pick<StatisticsReader, 'list'>,
  origin: string | undefined,
  range: DayRange,
  by?: Dimension,
): Promise<StatisticsResult> {
  const apart = await sumStatistics(store, range, by);
  const all = by === 'locale' ? addDefaultLocale(apart, await sumStatistics(store, range)) : apart;
  const isWanted = (key: string): boolean => {
    const [name = ''] = key.split(' ', 1);
    return origin === undefined || name === origin || name.slice(name.indexOf(':') + 1) === origin;
  };
  // A mistyped origin must not look like one for which nothing happened.
  if (origin !== undefined && !Object.keys(all).some(isWanted)) {
    const known = Object.keys(by === undefined ? all : await sumStatistics(store, range));
    return known.some(isWanted) ? { outcome: 'not_by_dimension' } : { outcome: 'unknown_origin', known };
  }
  const origins = Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)));
  const totals: Record<string, number> = {};
  for (const measures of Object.values(origins)) addAll(totals, measures);
  return { outcome: 'counted', origins, totals };
}

/** Counted by no locale: repeated reports, and messages that the decision refused or holds. */
const withoutLocale = /\.(?:opens|clicks|machine_opens|machine_clicks|suppressed|held)$|\..*\./;

/** The messages of an origin that are in no locale show the default content: what is left of the whole. */
function addDefaultLocale(apart: Counts, whole: Counts): Counts {
  const parts = Map.groupBy(Object.entries(apart), ([key]) => key.split(' ', 1)[0] ?? '');
  const added = [...parts].flatMap(([origin, locales]) => {
    const left = Object.entries(whole[origin] ?? {}).flatMap(([measure, quantity]) => {
      if (!isMessageMeasure(measure) && measure !== 'converted' && measure !== 'credit') return [];
      if (withoutLocale.test(measure)) return [];
      const rest = locales.reduce((sum, [, measures]) => sum - (measures[measure] ?? 0), quantity);
      return rest === 0 ? [] : [[measure, rest] as const];
    });
    return left.length === 0 ? [] : [[`${origin} default`, Object.fromEntries(left)] as const];
  });
  const all = [...Object.entries(apart), ...added];
  return Object.fromEntries(all.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Sums of all batches of those days: origin → measure → number, by origin. With `by`: value of the dimension → measure. */
export async function sumStatistics(
  store: Pick<StatisticsReader, 'list'>,
  { from, to }: DayRange,
  by?: Dimension,
): Promise<Counts> {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) days.push(formatUtcDay(at));
  const sums: Counts = {};
  await mapBounded(days, concurrency, (day) => addDay(store, day, sums, by));
  const found = Object.entries(sums).map(([key, measures]) => [key, dropZeros(measures)] as const);
  return Object.fromEntries(found.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** A person's click that turned out to be a machine's is counted and subtracted. */
function dropZeros(measures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(measures).filter(([, quantity]) => quantity !== 0));
}

async function addDay(
  store: Pick<StatisticsReader, 'list'>,
  day: string,
  sums: Counts,
  by: Dimension | undefined,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.list(day, cursor);
    for (const { counts } of page.batches) {
      for (const [origin, measures] of Object.entries(counts)) {
        for (const [name, quantity] of Object.entries(measures)) {
          const parsed = parseDimension(name);
          if (parsed?.dimension !== by) continue;
          const key = parsed === undefined ? origin : `${origin} ${parsed.value}`;
          const sum = sums[key] ?? {};
          sums[key] = sum;
          addAll(sum, { [parsed?.measure ?? name]: quantity });
        }
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
