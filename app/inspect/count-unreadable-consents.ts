/** Counts the statements of consents that were neither a yes nor a no: each of them stops promotional messages to a person. */
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import type { StatisticsReader } from '../ports/statistics-store.ts';

export interface UnreadableConsents {
  /** UTC day, `2026-11-22`. */
  readonly since: string;
  readonly count: number;
  /** More counts are stored than were read: there may be more. */
  readonly isPartial: boolean;
}

/** Of a day: a page has at most 1 MB. */
const maxPages = 20;

/** Of the current UTC day and the one before. `now`: epoch ms. */
export async function countUnreadableConsents(
  statistics: Pick<StatisticsReader, 'list'>,
  now: number,
): Promise<UnreadableConsents> {
  const since = formatUtcDay(now - DAY);
  const days = await Promise.all([since, formatUtcDay(now)].map((day) => countDay(statistics, day)));
  const count = days.reduce((sum, one) => sum + one.count, 0);
  return { since, count, isPartial: days.some(({ isPartial }) => isPartial) };
}

async function countDay(
  statistics: Pick<StatisticsReader, 'list'>,
  day: string,
): Promise<Omit<UnreadableConsents, 'since'>> {
  let count = 0;
  let cursor: string | undefined;
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await statistics.list(day, cursor);
    for (const { counts } of page.batches)
      count += counts['consent']?.['decided.keep.consent_unreadable'] ?? 0;
    cursor = page.cursor;
    if (cursor === undefined) return { count, isPartial: false };
  }
  return { count, isPartial: true };
}
