/**
 * A moment set for before the next sweep is not known to the last one: its wake-up goes out at once, kept back until
 * then. The profile is in the wake index too, so one that is not sent only comes later.
 */
import { MINUTE } from '../../../engine/base/time-units.ts';
import type { WakeProfile } from '../../ports/ports.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import type { Publication } from './publication.ts';

/** Milliseconds from one sweep to the next. */
const sweepEvery = MINUTE;
/** SQS takes 10 a call. */
const callSize = 10;

/** `now` in epoch milliseconds. Never throws. */
export async function sendDelayedWakes(
  { queues, telemetry }: AdvanceDependencies,
  publications: readonly Publication[],
  now: number,
): Promise<void> {
  const soon = publications.flatMap(({ profileId, wakeAt }) =>
    wakeAt !== undefined && wakeAt <= now + sweepEvery ? [{ profileId, wakeAt }] : [],
  );
  for (let start = 0; start < soon.length; start += callSize) {
    const people = soon.slice(start, start + callSize);
    const wakes = people.map(({ profileId }): WakeProfile => ({ kind: 'WakeProfile', profileId }));
    const delays = people.map(({ wakeAt }) => Math.max(0, Math.ceil((wakeAt - now) / 1000)));
    try {
      await queues.send('profile', wakes, delays);
    } catch (error) {
      telemetry.error('Not woken ahead; the next sweep finds them', error);
    }
  }
}
