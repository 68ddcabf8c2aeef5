/** When a single moment leaves a sliding window. */
import type { Duration } from '../model/documents/document-base.ts';
import { nextExpiry } from './window.ts';

/** The moment (epoch ms, after `now`) at which `at` leaves the window; undefined when it has left. */
export function leavesWindowAt(at: number, within: Duration, now: number): number | undefined {
  return nextExpiry([[at, 1, 0]], within, now);
}

export function isInWindow(at: number, within: Duration, now: number): boolean {
  return leavesWindowAt(at, within, now) !== undefined;
}
