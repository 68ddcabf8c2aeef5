/**
 * Sliding windows: the occurrences of the last `within`, kept as a short list that shrinks by itself as time passes.
 *
 * An occurrence belongs to the window from its receipt until exactly `at + within`. One stamped in the future
 * (a source's clock runs ahead) counts at once and leaves by its own stamp.
 *
 * At most 64 entries are kept. Past that, the entry whose absence leaves the smallest gap joins its newer neighbour
 * and leaves with it: counts and sums stay exact, nothing is forgotten early, and an occurrence stays at most
 * within / 32 too long (under a day for P30D). Up to 64 entries nothing is merged, so order does not matter.
 */
import type { Duration } from '../model/documents/document-base.ts';
import type { WindowEntry } from '../model/profile.ts';
import {
  firstMomentShiftedTo,
  type ParsedDuration,
  parseDuration,
  shiftByDuration,
} from '../time/duration.ts';

export const maxWindowEntries = 64;

/** Thrown when a window's length is not an ISO 8601 duration: validation refuses such a document. */
export class WindowLengthInvalidError extends Error {
  readonly code = 'window_length_invalid';
  readonly received: string;

  constructor(received: string) {
    super(
      `A window's length must be an ISO 8601 duration such as P30D; received ${JSON.stringify(received)}.`,
    );
    this.name = 'WindowLengthInvalidError';
    this.received = received;
  }
}

/** Adds an occurrence (epoch ms), drops what has left the window by `now`, keeps the list bounded, oldest first. */
export function addToWindow(
  entries: readonly WindowEntry[],
  at: number,
  count: number,
  sum: number,
  within: Duration,
  now: number,
): readonly WindowEntry[] {
  const start = startOfWindow(within, now);
  const kept = entries.filter((entry) => entry[0] > start);
  if (at > start) {
    const added: WindowEntry = [at, count, sum];
    const place = kept.findIndex((entry) => compareEntries(entry, added) > 0);
    kept.splice(place === -1 ? kept.length : place, 0, added);
  }
  while (kept.length > maxWindowEntries) mergeClosest(kept, start);
  return kept;
}

/** Count and sum of what is in the window at `now`. */
export function sumWindow(
  entries: readonly WindowEntry[],
  within: Duration,
  now: number,
): { readonly count: number; readonly sum: number } {
  const start = startOfWindow(within, now);
  let count = 0;
  let sum = 0;
  for (const entry of entries) {
    if (entry[0] <= start) continue;
    count += entry[1];
    sum += entry[2];
  }
  return { count, sum };
}

/** When the next entry leaves the window (epoch ms, after `now`); undefined when nothing is left in it. */
export function nextExpiry(
  entries: readonly WindowEntry[],
  within: Duration,
  now: number,
): number | undefined {
  const start = startOfWindow(within, now);
  const oldest = entries.find((entry) => entry[0] > start);
  return oldest === undefined ? undefined : firstMomentShiftedTo(oldest[0], readLength(within), -1);
}

function startOfWindow(within: Duration, now: number): number {
  return shiftByDuration(now, readLength(within), -1);
}

const lengths = new Map<string, ParsedDuration>();

function readLength(within: Duration): ParsedDuration {
  const known = lengths.get(within);
  if (known !== undefined) return known;
  const parsed = parseDuration(within);
  if (parsed === undefined) throw new WindowLengthInvalidError(within);
  // Lengths come from config documents; the limit only guards against a caller that generates them.
  if (lengths.size < 1000) lengths.set(within, parsed);
  return parsed;
}

function compareEntries(a: WindowEntry, b: WindowEntry): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function mergeClosest(entries: WindowEntry[], start: number): void {
  let best = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let previous = start;
  for (let index = 0; index + 1 < entries.length; index++) {
    const entry = entries[index];
    const next = entries[index + 1];
    if (entry === undefined || next === undefined) break;
    const gap = next[0] - previous;
    if (gap < smallest) {
      smallest = gap;
      best = index;
    }
    previous = entry[0];
  }
  const older = entries[best];
  const newer = entries[best + 1];
  if (older === undefined || newer === undefined) return;
  entries.splice(best, 2, [newer[0], older[1] + newer[1], older[2] + newer[2]]);
}
