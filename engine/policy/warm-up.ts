/** Warm-up of a sending domain: a ceiling of promotional email per UTC day that grows. */
import { DAY, formatUtcDay, HOUR } from '../base/time-units.ts';
import type { WarmUp } from '../model/documents/deliverability-policy.ts';

export interface WarmUpDay {
  /** UTC, `2026-12-01`. */
  readonly day: string;
  readonly ceiling: number;
}

/** Above this, a day's ceiling is none: the warm-up is over. */
const mostCounted = 1_000_000;
const mostPriority = 1000;
/** Milliseconds by which a message waits longer per point of priority that it lacks. */
const slot = HOUR / mostPriority;

/** Undefined: nothing limits the domain at `now` (epoch ms). Before the start, the ceiling is that of the first day. */
export function findWarmUpDay(
  warmUps: readonly WarmUp[] | undefined,
  domain: string,
  now: number,
): WarmUpDay | undefined {
  const found = warmUps?.find((warmUp) => warmUp.domain === domain);
  const ceiling = found && findCeiling(found, countDays(found, now));
  return ceiling === undefined ? undefined : { day: formatUtcDay(now), ceiling };
}

/** Full days since the start; negative before it. */
export function countDays({ start }: WarmUp, now: number): number {
  return Math.floor((now - Date.parse(start)) / DAY);
}

/** Of the day that begins `days` after the start; undefined when the warm-up is over. */
export function findCeiling({ first, factor }: WarmUp, days: number): number | undefined {
  const ceiling = Math.floor(first * factor ** Math.max(0, days));
  return ceiling > mostCounted ? undefined : ceiling;
}

/** Days of which a plan speaks: no warm-up that helps takes longer than ten years. */
const mostDays = 3650;

/** How many days after its start the first day without a ceiling begins; undefined if in more than ten years, or never. */
export function countWarmUpDays(warmUp: WarmUp): number | undefined {
  return findDay(0, (days) => findCeiling(warmUp, days) === undefined);
}

/**
 * How many days after its start the last of `waiting` emails may be sent, where `taken` of the ceiling at `now` (epoch ms)
 * are used up and no other email comes. Undefined if in more than ten years.
 */
export function findDayOfLast(
  warmUp: WarmUp,
  { now, taken, waiting }: { readonly now: number; readonly taken: number; readonly waiting: number },
): number | undefined {
  const today = countDays(warmUp, now);
  let rest = waiting + taken;
  return findDay(today, (days) => {
    rest -= findCeiling(warmUp, days) ?? rest;
    return rest <= 0;
  });
}

function findDay(from: number, isFound: (days: number) => boolean): number | undefined {
  for (let days = from; days <= from + mostDays; days += 1) if (isFound(days)) return days;
  return undefined;
}

/**
 * When a message may take its share of a day that begins at `dayStart` (epoch ms): high priority first, so that what waited
 * overnight is sent in the order of priority.
 */
export function findSlot(dayStart: number, priority = 0): number {
  return dayStart + (mostPriority - Math.min(priority, mostPriority)) * slot;
}

export function startOfUtcDay(now: number): number {
  return Math.floor(now / DAY) * DAY;
}
