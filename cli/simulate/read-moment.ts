/** Reads a moment or a duration from the command line. */
import { addDuration, type ParsedDuration, parseDuration } from '../../engine/time/duration.ts';
import { parseTimestamp } from '../../engine/touchpoint/parse-timestamp.ts';
import { UsageError } from '../terminal/command-result.ts';

/** ISO 8601 with a zone, or a day (its start in UTC). Epoch ms. Throws UsageError. */
export function readMoment(text: string, option: string): number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const parsed = parseTimestamp(isDay ? `${text}T00:00:00Z` : text);
  if (parsed.ok) return parsed.at;
  const why = parsed.problem === 'without_zone' ? 'has no time zone' : 'is not a date and time';
  throw new UsageError(`${option}: "${text}" ${why}.`, `Write it as in ${option} 2026-11-22T10:00:00Z.`);
}

/** Throws UsageError. */
export function readDuration(text: string, option: string): ParsedDuration {
  const parsed = parseDuration(text);
  if (parsed !== undefined) return parsed;
  throw new UsageError(
    `${option}: "${text}" is not a duration.`,
    `Write it as in ${option} P30D (or PT12H).`,
  );
}

/** A past moment: as readMoment, or a duration before `now` (epoch ms), such as P1D. Throws UsageError. */
export function readPast(text: string, option: string, now: number): number {
  return text.startsWith('P') ? addDuration(now, readDuration(text, option), -1) : readMoment(text, option);
}
