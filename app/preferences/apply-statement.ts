/**
 * What a statement makes of a person: the profile as it is once it has the statement. Pages show that state, by the
 * rules of the engine, before the profile is written.
 */
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { hashAddress } from '../../engine/channels/confirmed-address.ts';
import { isKeyOf } from '../../engine/channels/consent-key.ts';
import { foldConsent } from '../../engine/channels/fold-consent.ts';
import { findConfirmation } from '../../engine/facts/find-confirmation.ts';
import { type Consent, createProfile } from '../../engine/model/profile.ts';
import type { ConsentDocuments } from './page-program.ts';
import type { KnownPerson } from './read-choices.ts';

export interface PageStatement {
  readonly consents: Readonly<Record<string, 'granted' | 'denied'>>;
  readonly traits: JsonObject;
}

/** `at`: epoch ms. */
export function applyStatement(
  person: KnownPerson,
  { consents, traits }: PageStatement,
  at: number,
  documents: ConsentDocuments,
): KnownPerson {
  const profile = person.profile ?? createProfile(person.claim.profileId, at);
  const next: Record<string, Consent> = { ...profile.consents };
  for (const [key, state] of Object.entries(consents)) {
    next[key] = foldConsent(next[key], makeConsent(person, key, state, at, documents));
  }
  const stated = Object.entries(traits).map(([name, value]) => [name, { value, at }] as const);
  return {
    ...person,
    profile: { ...profile, consents: next, traits: { ...profile.traits, ...Object.fromEntries(stated) } },
  };
}

/** A yes on the channel of the link is confirmed; on another, it waits where the purpose asks for a confirmation. */
function makeConsent(
  { claim: { channel, address } }: KnownPerson,
  key: string,
  state: 'granted' | 'denied',
  at: number,
  documents: ConsentDocuments,
): Consent {
  if (state !== 'granted') return { state, at };
  const isConfirmable = findConfirmation(documents.confirmations, key) !== undefined;
  if (!isKeyOf(channel, key)) return { state: isConfirmable ? 'pending' : 'granted', at };
  const addressHash = isConfirmable ? hashAddress(channel, address) : undefined;
  return { state, at, confirmed: true, ...omitAbsent({ addressHash }) };
}
