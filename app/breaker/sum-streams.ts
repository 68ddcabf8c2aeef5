/**
 * Sums what was sent and how it was received, by stream, over a sliding window. A batch counts at the moment in its name,
 * when its invocation began. Each hour that no invocation can add to is stored as one sum, so that an evaluation reads
 * the batches of the current hour and of the hours in which the window begins.
 */
import { DAY, formatUtcDay, HOUR, MINUTE } from '../../engine/base/time-units.ts';
import { addStreams, parseStream, type StreamCounts } from '../../engine/channels/email-streams.ts';
import type { NamedStreams, StatisticsBatch, StatisticsReader } from '../ports/statistics-store.ts';
import { type BatchKind, nameBatch, nameMoment, readMoment } from '../runtime/batch-names.ts';

export interface StreamWindow {
  /** Epoch ms. */
  readonly from: number;
  readonly now: number;
  /** By domain: when its promotional email was resumed. Only later batches count for it. Epoch ms. */
  readonly resumed: ReadonlyMap<string, number>;
}

export interface StreamSums {
  readonly sums: StreamCounts;
  /** Sums of whole hours that are not stored yet. Putting them again changes nothing. */
  readonly hours: readonly StatisticsBatch[];
}

type Streams = Pick<StatisticsReader, 'listStreams'>;

/** Milliseconds in which an invocation writes its batch: it ends within a minute, and clocks differ. */
const writtenWithin = 10 * MINUTE;
/** A report is stored on the day that it names, and its queue keeps it this long. */
const longestReport = 4 * DAY;

export async function sumStreams(statistics: Streams, window: StreamWindow): Promise<StreamSums> {
  const { from, now, resumed } = window;
  const cuts = [from, ...resumed.values()];
  const isWhole = (hour: number) => cuts.every((cut) => cut <= hour || cut >= hour + HOUR);
  const isClosed = (hour: number) => hour + HOUR + writtenWithin <= now;
  const hours = listHours(from, now);
  const summable = hours.filter((hour) => isWhole(hour) && isClosed(hour));
  const stored = (await readSpan(statistics, 'email-hour', [startOfHour(from), now], 0)).filter(({ batch }) =>
    summable.includes(readMoment(batch)),
  );
  const known = new Set(stored.map(({ batch }) => readMoment(batch)));
  const found: NamedStreams[] = [];
  for (const span of mergeHours(hours.filter((hour) => !known.has(hour)))) {
    found.push(...(await readSpan(statistics, 'email', span, longestReport)));
  }
  const sums: StreamCounts = {};
  for (const { batch, streams } of [...stored, ...found]) {
    const at = readMoment(batch);
    const isCounted = (stream: string) => at >= Math.max(from, resumed.get(parseStream(stream).domain) ?? 0);
    addStreams(sums, Object.fromEntries(Object.entries(streams).filter(([stream]) => isCounted(stream))));
  }
  const byHour = Map.groupBy(found, ({ batch }) => startOfHour(readMoment(batch)));
  const added = summable.filter((hour) => !known.has(hour));
  return { sums, hours: added.map((hour) => sumHour(hour, byHour.get(hour) ?? [])) };
}

function sumHour(hour: number, batches: readonly NamedStreams[]): StatisticsBatch {
  const streams: StreamCounts = {};
  for (const batch of batches) addStreams(streams, batch.streams);
  return { batch: nameBatch('email-hour', hour, 'sum'), day: formatUtcDay(hour), counts: {}, streams };
}

/** The batches whose names are in the span, on the days of the span and `before` (ms). */
async function readSpan(
  statistics: Streams,
  kind: BatchKind,
  [from, until]: Span,
  before: number,
): Promise<NamedStreams[]> {
  const names = { from: nameMoment(kind, from), until: nameMoment(kind, until) };
  const found: NamedStreams[] = [];
  for (let day = startOfDay(from - before); day <= until; day += DAY) {
    let cursor: string | undefined;
    do {
      const page = await statistics.listStreams(formatUtcDay(day), names, cursor);
      found.push(...page.batches);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return found;
}

type Span = readonly [from: number, until: number];

function mergeHours(hours: readonly number[]): readonly Span[] {
  const spans: [number, number][] = [];
  for (const hour of hours) {
    const last = spans.at(-1);
    if (last?.[1] === hour) last[1] += HOUR;
    else spans.push([hour, hour + HOUR]);
  }
  return spans;
}

function listHours(from: number, now: number): readonly number[] {
  const first = startOfHour(from);
  return Array.from({ length: Math.floor((now - first) / HOUR) + 1 }, (_, index) => first + index * HOUR);
}

function startOfHour(at: number): number {
  return at - (at % HOUR);
}

function startOfDay(at: number): number {
  return at - (at % DAY);
}
