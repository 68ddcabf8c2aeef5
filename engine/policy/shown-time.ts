/** When clocks begin and stop showing a time of day: the two differ when clocks go back, and around skipped times. */
import { DAY } from '../base/time-units.ts';
import { toCivil } from '../time/calendar.ts';
import { offsetAt } from '../time/zone-offset.ts';

/** The first moment (epoch ms) at which clocks show the time, or a later one if it is skipped. `day` in days since 1970. */
export function findFirstShown(day: number, timeOfDay: number, zone: string): number {
  return findShown(day, timeOfDay, zone)[0];
}

/** The last moment (epoch ms) at which clocks show the time, or the first from which on they show only later ones. */
export function findLastShown(day: number, timeOfDay: number, zone: string): number {
  return findShown(day, timeOfDay, zone)[1];
}

/** Days since 1970 of the date shown. */
export function findShownDay(at: number, zone: string): number {
  return Math.floor((at + offsetAt(at, zone)) / DAY);
}

/** `12-25` and `2026-12-25`. */
export function formatDay(day: number): readonly [short: string, long: string] {
  const { year, month, day: dayOfMonth } = toCivil(day * DAY);
  const short = `${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
  return [short, `${pad(year, 4)}-${short}`];
}

function findShown(day: number, timeOfDay: number, zone: string): readonly [first: number, last: number] {
  const shown = day * DAY + timeOfDay;
  // Clocks change at most once in these two days.
  const before = offsetAt(shown - DAY, zone);
  const after = offsetAt(shown + DAY, zone);
  if (before === after) return [shown - before, shown - before];
  const early = shown - before;
  const late = shown - after;
  const isEarly = offsetAt(early, zone) === before;
  const isLate = offsetAt(late, zone) === after;
  if (isEarly) return [early, isLate ? late : early];
  if (isLate) return [late, late];
  const jump = findChange(Math.min(early, late), Math.max(early, late), zone);
  return [jump, jump];
}

/** The first moment of the new offset, between one of the old and one of the new. */
function findChange(old: number, from: number, zone: string): number {
  const before = offsetAt(old, zone);
  let [low, high] = [old, from];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
