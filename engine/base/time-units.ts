/** Lengths of time in milliseconds, UTC days, and times to live. */

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** The UTC day of a moment (epoch milliseconds): `2026-11-22`. */
export function formatUtcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The time to live of an item that is kept for `days` from `now` (epoch milliseconds), in epoch seconds. */
export function expireAfter(now: number, days: number): number {
  return Math.floor(now / 1000) + (days * DAY) / 1000;
}
