/** Queues wake-ups: for profiles that the sweep finds, and at once for those that are due before the next sweep. */

import { MINUTE } from '../../engine/base/time-units.ts';
import type { Queues, WakeProfile } from '../ports/queues.ts';
import { findFailed, sendInCalls, type Unsent } from '../runtime/send-in-calls.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import type { Publication } from './publication/publication.ts';

/** Milliseconds from one sweep to the next. */
export const sweepEvery = MINUTE;

export interface DueProfile {
  readonly profileId: string;
  /** Epoch milliseconds. */
  readonly wakeAt: number;
}

/**
 * Each is delayed until it is due, and at least `least` seconds. `now` in epoch milliseconds. Never throws: returns
 * those that were not sent.
 */
export function sendWakes(
  queues: Pick<Queues, 'send'>,
  due: readonly DueProfile[],
  now: number,
  least = 0,
): Promise<readonly Unsent<DueProfile>[]> {
  return sendInCalls(due, async (call) => {
    const wakes = call.map(({ profileId }): WakeProfile => ({ kind: 'WakeProfile', profileId }));
    // Rounded up: a wake-up that is too early finds nothing due, and the person waits for the next sweep.
    const delays = call.map(({ wakeAt }) => Math.max(least, Math.ceil((wakeAt - now) / 1000)));
    const left = new Set<unknown>(await queues.send('profile', wakes, delays));
    return call.filter((_, index) => left.has(wakes[index]));
  });
}

/**
 * A wake-up that is due before the next sweep was unknown to the last one: it is queued at once. The profile is in the
 * wake index too, so a wake-up that is not sent is only late. Never throws.
 */
export async function sendWakesAhead(
  { queues, telemetry }: Pick<AdvanceDependencies, 'queues' | 'telemetry'>,
  publications: readonly Publication[],
  now: number,
): Promise<void> {
  const soon = publications.flatMap(({ profileId, wakeAt }) =>
    wakeAt !== undefined && wakeAt <= now + sweepEvery ? [{ profileId, wakeAt }] : [],
  );
  const unsent = await sendWakes(queues, soon, now);
  const failed = findFailed(unsent);
  if (failed !== undefined) {
    telemetry.error('Wake-ups were not sent ahead; the next sweep finds them', failed.error);
  }
}
