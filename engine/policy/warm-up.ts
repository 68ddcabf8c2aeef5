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
  if (found === undefined) return undefined;
  const days = Math.max(0, Math.floor((now - Date.parse(found.start)) / DAY));
  const ceiling = Math.floor(found.first * found.factor ** days);
  return ceiling > mostCounted ? undefined : { day: formatUtcDay(now), ceiling };
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
