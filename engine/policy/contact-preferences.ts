/**
 * What a person chose in the preference centre, beyond consents: at most so many messages (`contact_frequency`, the id of
 * one of the policy's frequencies) and none until a date (`contact_pause_until`). Both are stated traits and concern
 * promotional messages only.
 */

import type { Json } from '../base/json.ts';
import { DAY } from '../base/time-units.ts';
import type { SendMessage } from '../model/effects.ts';
import { type Profile, readStated } from '../model/profile.ts';
import type { MessageLimit } from '../model/timeline-entry.ts';
import { parseMoment } from '../time/calendar.ts';
import { type CompiledCap, countContacts, findNextAllowed } from './caps.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { findZone } from './find-zone.ts';
import { findFirstShown } from './shown-time.ts';

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

/** Shown with a value that is refused. */
export const pauseForm = 'a date such as 2026-12-24, or a time with its zone';

/** Null and an empty text end a pause. */
export function isPause(value: Json): boolean {
  if (typeof value !== 'string') return value === null;
  const text = value.trim();
  return text === '' || parseMoment(text) !== undefined;
}

/**
 * When the pause that the person chose ends (epoch ms); undefined = there is none now. A date ends when it begins in the
 * person's zone; a time with a zone is that moment. Other values pause nothing.
 */
export function findPauseEnd(profile: Profile, policy: CompiledPolicy, now: number): number | undefined {
  const value = readStated(profile, pauseTrait);
  if (typeof value !== 'string') return undefined;
  const at = parseMoment(value.trim());
  if (at === undefined) return undefined;
  const end = value.includes(':') ? at : findFirstShown(at / DAY, 0, findZone(profile, policy).zone);
  return now < end ? end : undefined;
}

export interface PreferenceRefusal extends MessageLimit {
  readonly reason: 'paused_by_person' | 'frequency_capped';
}

/** The choice may be newer than the decision. Only messages that were certainly decided earlier count. */
export function findPreferenceRefusal(
  profile: Profile,
  message: SendMessage,
  policy: CompiledPolicy,
  now: number,
): PreferenceRefusal | undefined {
  if (message.class !== 'promotional') return undefined;
  const end = findPauseEnd(profile, policy, now);
  if (end !== undefined) return { reason: 'paused_by_person', until: end };
  const chosen = findChosenCap(profile, policy);
  if (chosen?.concerns(message) !== true) return undefined;
  const earlier = profile.contacts.filter(([at]) => at < message.decidedAt);
  const zone = () => findZone(profile, policy).zone;
  const until = findNextAllowed(chosen, earlier, message.decidedAt, zone);
  if (until === undefined) return undefined;
  const used = countContacts(chosen, earlier, message.decidedAt, zone);
  return { reason: 'frequency_capped', until, cap: { ...chosen.source, used } };
}
