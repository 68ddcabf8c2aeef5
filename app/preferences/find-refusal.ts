/** Why a confirmation would have no effect: the page must not thank for it. */
import { findAddress } from '../../engine/channels/addresses.ts';
import { hashAddress } from '../../engine/channels/confirmed-address.ts';
import { type ConsentScope, makeConsentKey, parseConsentKey } from '../../engine/channels/consent-key.ts';
import { findPurpose, readPurpose, type TopicPurposes } from '../../engine/channels/effective-consent.ts';
import { findDenial, isBlocked } from '../../engine/policy/admit.ts';
import type { ConfirmClaim } from '../links/link-claim.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

/**
 * `erased`: the person of the link was erased. `blocked`: the address complained or is suppressed. `withdrawn`: a no to every key of the link, of the person or the
 * address, is not older than the request. `moved`: the person has another address.
 */
export type Refusal = 'erased' | 'blocked' | 'withdrawn' | 'moved';

export interface RefusalPorts {
  readonly addresses: Pick<AddressBook, 'read'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
}

export interface ConfirmationCheck {
  readonly refusal?: Refusal;
  /** Ids of purposes that the person or the address has denied, and of which the link confirms topics only. */
  readonly endedPurposes: readonly string[];
}

/** Throws when the state cannot be read: the link can be used again. */
export async function checkConfirmation(
  { profileId, channel, address, keys, requestedAt }: ConfirmClaim,
  { addresses, profiles }: RefusalPorts,
  topicPurposes: TopicPurposes,
): Promise<ConfirmationCheck> {
  const [record, profile] = await Promise.all([
    addresses.read(channel, address, { consistent: true }),
    profiles.load(profileId, { consistent: true }),
  ]);
  if (profile?.erasedAt !== undefined) return { refusal: 'erased', endedPurposes: [] };
  if (isBlocked(record)) return { refusal: 'blocked', endedPurposes: [] };
  const findNo = (scope: ConsentScope) => {
    const known = scope.topic === undefined ? readPurpose(profile?.consents ?? {}, scope) : undefined;
    const stated = known ?? profile?.consents[makeConsentKey(scope)];
    const ofPerson = stated?.state === 'denied' ? stated.at : (stated?.deniedAt ?? 0);
    return Math.max(record === undefined ? 0 : (findDenial(record, scope) ?? 0), ofPerson);
  };
  const ended = new Set<string>();
  const isDenied = (key: string) => {
    const scope = parseConsentKey(key) ?? { channel };
    if (scope.topic === undefined) return findNo(scope) >= requestedAt;
    const purpose = findPurpose(scope, topicPurposes);
    const deniedAt = findNo({ channel, purpose });
    if (deniedAt > 0 && !keys.includes(makeConsentKey({ channel, purpose }))) ended.add(purpose);
    return Math.max(deniedAt, findNo(scope)) >= requestedAt;
  };
  const isWithdrawn = keys.map(isDenied);
  const endedPurposes = [...ended];
  if (keys.length > 0 && !isWithdrawn.includes(false)) return { refusal: 'withdrawn', endedPurposes };
  const present = profile === undefined ? undefined : findAddress(profile, channel);
  const isMoved = present !== undefined && hashAddress(channel, present) !== hashAddress(channel, address);
  return { endedPurposes, ...(isMoved && { refusal: 'moved' }) };
}
