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

/**
 * A past moment: as readMoment, or a duration before now, such as P1D. The given function makes it of `now` (epoch ms), so
 * that a mistake is reported before the clock of the stage is read. Throws UsageError.
 */
export function parsePast(text: string, option: string): (now: number) => number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const moment = parseTimestamp(isDay ? `${text}T00:00:00Z` : text);
  if (moment.ok) return () => moment.at;
  const duration = parseDuration(text);
  if (duration !== undefined) return (now) => addDuration(now, duration, -1);
  const why = moment.problem === 'without_zone' ? 'has no time zone' : 'is no moment, day or duration';
  throw new UsageError(
    `${option}: "${text}" ${why}.`,
    `Write a moment (${option} 2026-11-22T10:00:00Z), a day (2026-11-22), or a duration back (P30D, PT12H).`,
  );
}
