/**
 * What a person chose in the preference centre, beyond consents: at most so many messages (`contact_frequency`, the id of
 * one of the policy's frequencies) and none until a date (`contact_pause_until`). Both are stated traits and concern
 * promotional messages only.
 */

import type { SendMessage } from '../model/effects.ts';
import { type Profile, readStated } from '../model/profile.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { parseMoment } from '../time/calendar.ts';
import { offsetAt } from '../time/zone-offset.ts';
import { type CompiledCap, findNextAllowed } from './caps.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { findZone } from './find-zone.ts';

export const frequencyTrait = 'contact_frequency';
export const pauseTrait = 'contact_pause_until';

/** The caps of the policy, and the one that the person chose. */
export function listCaps(profile: Profile, policy: CompiledPolicy): readonly CompiledCap[] {
  const chosen = findChosenCap(profile, policy);
  return chosen === undefined ? policy.caps : [...policy.caps, chosen];
}

function findChosenCap(profile: Profile, { frequencies }: CompiledPolicy): CompiledCap | undefined {
  return frequencies?.get(String(readStated(profile, frequencyTrait)));
}

/** A date ends when it begins in the person's zone; a time with a zone is that moment. Other values pause nothing. */
export function isPausedByPerson(profile: Profile, policy: CompiledPolicy, now: number): boolean {
  const value = readStated(profile, pauseTrait);
  if (typeof value !== 'string') return false;
  const at = parseMoment(value.trim());
  if (at === undefined) return false;
  if (value.includes(':')) return now < at;
  return now + offsetAt(now, findZone(profile, policy).zone) < at;
}

/** The choice may be newer than the decision. Only messages that were certainly decided earlier count. */
export function findPreferenceRefusal(
  profile: Profile,
  message: SendMessage,
  policy: CompiledPolicy,
  now: number,
): ReasonCode | undefined {
  if (message.class !== 'promotional') return undefined;
  if (isPausedByPerson(profile, policy, now)) return 'paused_by_person';
  const chosen = findChosenCap(profile, policy);
  if (chosen?.concerns(message) !== true) return undefined;
  const earlier = profile.contacts.filter(([at]) => at < message.decidedAt);
  const zone = () => findZone(profile, policy).zone;
  return findNextAllowed(chosen, earlier, message.decidedAt, zone) === undefined
    ? undefined
    : 'frequency_capped';
}
