/** Whether a person may still get a message: what may have changed since it was decided, and the time of day. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import type { MessageLimit } from '../../engine/model/timeline-entry.ts';
import { admitMessage } from '../../engine/policy/admit.ts';
import type { CompiledPolicy } from '../../engine/policy/compile-policy.ts';
import { findPreferenceRefusal } from '../../engine/policy/contact-preferences.ts';
import { evaluateWaiting } from '../../engine/policy/evaluate-waiting.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { findPushRefusal } from './devices/check-devices.ts';
import type { PolicyCache } from './policy-cache.ts';
import type { Erased, Waiting } from './sending.ts';

/** Why the message does not go out now. */
type Objection =
  | Waiting
  | Erased
  | { readonly kind: 'refused'; readonly reason: ReasonCode; readonly limit?: MessageLimit };

export interface ContactTools {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly policies: PolicyCache;
  /** Epoch ms. */
  now(): number;
}

/**
 * An eventually consistent read may be older than the decision that made the message, and so may the policy. Before
 * the message is refused or deferred, the current state is read, and the policy as published after the decision.
 */
export async function evaluateContact(
  message: SendMessage,
  { profiles, policies, now }: ContactTools,
): Promise<{ readonly objection?: Objection; readonly profile?: Profile }> {
  let objection: Objection | undefined;
  for (const consistent of [false, true]) {
    const policy = await policies.current(now(), consistent ? message.decidedAt : undefined);
    const profile = await profiles.load(message.profileId, { consistent });
    // The time after the reads: rendering and a slow store must not delay a message into quiet hours.
    objection = profile === undefined ? unknown : object(message, profile, policy, now(), consistent);
    if (objection === undefined) return omitAbsent({ profile });
  }
  return omitAbsent({ objection });
}

/** There is no such profile. */
const unknown: Objection = { kind: 'refused', reason: 'no_address' };

/** The policy's caps were evaluated with the decision. This evaluates what may have changed since, and the time of day. */
function object(
  message: SendMessage,
  profile: Profile,
  policy: CompiledPolicy,
  now: number,
  isCurrent: boolean,
): Objection | undefined {
  if (profile.erasedAt !== undefined) return { kind: 'erased' };
  const { instanceId, to } = message;
  const hasLeft = instanceId !== undefined && profile.recentExits.some(([left]) => left === instanceId);
  const inadmissible = () =>
    message.channel === 'push'
      ? findPushRefusal(message, profile, policy, isCurrent)
      : admitMessage(profile, message, to, policy);
  const refusal = hasLeft ? 'left_journey' : inadmissible();
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  const preference = findPreferenceRefusal(profile, message, policy, now);
  if (preference !== undefined) {
    const { reason, ...limit } = preference;
    return { kind: 'refused', reason, limit };
  }
  const quiet = evaluateWaiting(profile, message, policy, now);
  if (quiet === undefined) return undefined;
  const { kind, until } = quiet;
  if (kind === 'hold') return { kind: 'waiting', until };
  // Infinity: they never end.
  return {
    kind: 'refused',
    reason: 'quiet_hours',
    ...omitAbsent({ limit: Number.isFinite(until) ? { until } : undefined }),
  };
}
