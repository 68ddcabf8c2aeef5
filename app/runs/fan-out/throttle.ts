/** Limits people per minute over all segments and runs of a campaign: they share one counter per clock minute. */
import { MINUTE } from '../../../engine/base/time-units.ts';
import type { Run, RunStore } from '../../ports/run-store.ts';

/** How many of `wanted` may be queued now. A crash between the draw and the queue loses that share of the minute. */
export async function askTokens(
  runs: Pick<RunStore, 'acquireTokens'>,
  { name, perMinute }: Run,
  wanted: number,
  now: number,
): Promise<number> {
  if (perMinute === undefined || wanted === 0) return wanted;
  const taken = await runs.acquireTokens(name, Math.floor(now / MINUTE), wanted);
  // Each draw owns the part of the count that it added, up to the limit.
  return Math.max(0, Math.min(wanted, perMinute - (taken - wanted)));
}

/** Seconds until shortly after the next minute begins, spread so that segments do not all draw at the same time. */
export function waitForTokens(now: number, random: number): number {
  return Math.ceil((MINUTE - (now % MINUTE)) / 1000 + random * 3);
}
