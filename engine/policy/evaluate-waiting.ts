/** Evaluates quiet hours again for a message that was decided before they began and is still in its queue. */
import type { SendMessage } from '../model/effects.ts';
import type { Profile } from '../model/profile.ts';
import { addDuration } from '../time/duration.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { evaluateQuietHours, type QuietHoursResult } from './evaluate-quiet-hours.ts';
import { findZone } from './find-zone.ts';

/**
 * Undefined = not quiet, or a message that quiet hours do not concern. The time in the queue does not count as a hold:
 * what remained of `maxHold` at the decision still remains, counted from `now` (epoch ms).
 */
export function evaluateWaiting(
  profile: Profile,
  message: SendMessage,
  policy: CompiledPolicy,
  now: number,
): QuietHoursResult | undefined {
  if (message.class !== 'promotional') return undefined;
  const { maxHold, expiresAt = Number.POSITIVE_INFINITY } = message;
  const held = maxHold === undefined ? addDuration(now, policy.maxHold) : now + maxHold;
  return evaluateQuietHours(policy, message, now, Math.min(held, expiresAt), () => findZone(profile, policy));
}
