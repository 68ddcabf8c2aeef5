/** Wake-ups on the profile queue: of what the sweep finds due, and at once for what becomes due before the next sweep. */

import { MINUTE } from '../../engine/base/time-units.ts';
import type { Queues, WakeProfile } from '../ports/ports.ts';
import { sendInCalls, type Unsent } from '../runtime/send-in-calls.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import type { Publication } from './publication/publication.ts';

/** Milliseconds from one sweep to the next. */
export const sweepEvery = MINUTE;

export interface DueProfile {
  readonly profileId: string;
  /** Epoch milliseconds. */
  readonly wakeAt: number;
}

/** Each is delayed until its moment. `now` in epoch milliseconds. Never throws: returns those that were not sent. */
export function sendWakes(
  queues: Pick<Queues, 'send'>,
  due: readonly DueProfile[],
  now: number,
): Promise<readonly Unsent<DueProfile>[]> {
  return sendInCalls(due, async (call) => {
    const wakes = call.map(({ profileId }): WakeProfile => ({ kind: 'WakeProfile', profileId }));
    // Rounded up: a person who is woken too early finds nothing due, and waits for the next sweep.
    const delays = call.map(({ wakeAt }) => Math.max(0, Math.ceil((wakeAt - now) / 1000)));
    const left = new Set<unknown>(await queues.send('profile', wakes, delays));
    return call.filter((_, index) => left.has(wakes[index]));
  });
}

/**
 * A moment set for before the next sweep is not known to the last one: its wake-up is sent at once. The profile is in
 * the wake index too, so one that is not sent only comes later. Never throws.
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
  const failed = unsent.find(({ error }) => error !== undefined);
  if (failed !== undefined) telemetry.error('Not woken ahead; the next sweep finds them', failed.error);
}
