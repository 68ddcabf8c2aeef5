/**
 * The contact policy: may this person be written to at this address? Evaluated in the decision and again before
 * sending.
 */

import { findNormalizedAddress, isSameAddress, normalizeAddress } from '../channels/addresses.ts';
import { channelDefinitions } from '../channels/channel-definitions.ts';
import { readStateFor } from '../channels/confirmed-address.ts';
import {
  type ConsentScope,
  defaultPurpose,
  makeConsentKey,
  makeEveryKey,
  makeStopKey,
} from '../channels/consent-key.ts';
import { isHeldBack, readPurpose, readTopic } from '../channels/effective-consent.ts';
import type { DeviceHolder, SoftBounce } from '../model/address-statement.ts';
import type { Channel } from '../model/channels.ts';
import type { AddressPolicy } from '../model/documents/deliverability-policy.ts';
import type { ConsentNeeds, PurposeNeeds } from '../model/documents/purpose-document.ts';
import type { ReplyPolicy } from '../model/documents/reply-policy.ts';
import type { MessageClass, SendMessage } from '../model/effects.ts';
import type { Consent, ConsentState, Profile } from '../model/profile.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { findAddressRefusal } from './address-kind.ts';
import { type CompiledBounces, isBouncedOut } from './soft-bounces.ts';

/** What promotional messages need: by purpose, else by channel; and the addresses that get none. */
export interface AdmissionPolicy {
  readonly consent?: ConsentNeeds | undefined;
  readonly purposeNeeds?: PurposeNeeds | undefined;
  readonly addresses?: AddressPolicy | undefined;
}

export interface Contact {
  readonly channel: Channel;
  readonly class: MessageClass;
  /** `marketing` when absent. */
  readonly purpose?: string;
  /** Consent topic within the channel, such as `news`. */
  readonly topic?: string;
  /** The message asks for a confirmation: a complaint stops it too. */
  readonly confirms?: SendMessage['confirms'];
}

/**
 * The reason not to send, undefined = send. Address first (present, well formed, not suppressed), then
 * consent:
 * transactional messages need none, promotional ones a yes (or, if the policy is `opt-out`, no explicit no).
 */
export function admitMessage(
  profile: Profile,
  contact: Contact,
  to: string | undefined,
  policy: AdmissionPolicy,
): ReasonCode | undefined {
  if (to === undefined || to === '') return 'no_address';
  const address = normalizeAddress(contact.channel, to);
  if (address === undefined) return 'invalid_address';
  if (isSuppressed(profile, contact, address)) return 'suppressed_address';
  if (contact.class === 'transactional') return undefined;
  const refusal = contact.channel === 'email' ? findAddressRefusal(address, policy.addresses) : undefined;
  return refusal ?? findConsentReason(profile, contact, address, policy);
}

/**
 * Applies only to the address that failed: a new one may be written to. A complaint is about promotional messages: it
 * must not stop a password reset.
 */
function isSuppressed(profile: Profile, contact: Contact, address: string): boolean {
  const { channel } = contact;
  const suppression = profile.suppressions[channel];
  if (suppression === undefined) return false;
  if (suppression.reason === 'complained' && !isStoppedByComplaint(contact)) return false;
  return isSameAddress(channel, suppression.address, address);
}

function isStoppedByComplaint({ class: messageClass, confirms }: Contact): boolean {
  return messageClass === 'promotional' || confirms !== undefined;
}

function findConsentReason(
  profile: Profile,
  contact: Contact,
  address: string,
  policy: AdmissionPolicy,
): ReasonCode | undefined {
  const { channel, purpose = defaultPurpose, topic } = contact;
  const { [makeStopKey(channel)]: _stop, ...unstopped } = profile.consents;
  // STOP is about the number that it came from.
  const isFurther =
    isOfSeveral(channel, policy.addresses) && findNormalizedAddress(profile, channel) !== address;
  const general = readPurpose(isFurther ? unstopped : profile.consents, { channel, purpose });
  const ofTopic = topic === undefined ? undefined : findConsent(profile, makeConsentKey({ channel, topic }));
  const isDecided = topic !== undefined && general !== undefined && isHeldBack(general);
  const consents = isDecided ? [readTopic(general, ofTopic)] : [general, ofTopic];
  const states = consents.map((consent) => consent && readStateFor(consent, contact.channel, address));
  if (states.includes('denied')) return 'unsubscribed';
  // Only a confirmation lifts a no: an unconfirmed yes after it may be anyone's.
  if (consents.some((each) => each !== undefined && isHeldBack(each))) return 'consent_pending';
  if (states.includes('granted')) return undefined;
  if (states.includes('pending')) return 'consent_pending';
  const need = findConsentNeed(channel, policy.purposeNeeds?.[purpose], policy.consent);
  return need === 'opt-out' ? undefined : 'no_consent';
}

/** The policy chooses among the addresses of a person; of devices, all can be chosen. */
export function isOfSeveral(channel: Channel, addresses: AddressPolicy | undefined): boolean {
  return channel !== 'push' && (addresses?.[channel] ?? 'primary') !== 'primary';
}

/** What a promotional message needs: as its purpose says, else the policy, else the channel's default. */
export function findConsentNeed(
  channel: Channel,
  ofPurpose: ConsentNeeds | undefined,
  ofPolicy: ConsentNeeds | undefined,
): 'opt-in' | 'opt-out' {
  return ofPurpose?.[channel] ?? ofPolicy?.[channel] ?? channelDefinitions[channel].consentDefault;
}

/** What is known of an address from all profiles that had it or have it. */
export interface AddressRecord {
  /** It failed permanently: no message of any class is sent to it. */
  readonly isSuppressed: boolean;
  /** Why: `bounced`, `invalid` or `operator`. */
  readonly suppressedBy?: string;
  /** Its owner complained: no promotional message is sent to it. */
  readonly hasComplained?: true;
  /** The latest statement for it, by consent key: `email`, `email:surveys`, `email:*`, `email/news`. */
  readonly consents: Readonly<Record<string, ConsentState>>;
  /** When it was denied (epoch ms), by consent key; absent when nothing is. */
  readonly deniedAt?: Readonly<Record<string, number>>;
  /** When it was granted, likewise: a later yes to a purpose lifts the no to every purpose for it. */
  readonly grantedAt?: Readonly<Record<string, number>>;
  /** Of these, confirmed yeses to topics: a later one lifts the no to the purpose for its topic. */
  readonly confirmedAt?: Readonly<Record<string, number>>;
  /** Of a push address: the profile that has the device. */
  readonly holder?: DeviceHolder;
  /** More than one profile stated it. */
  readonly isShared: boolean;
  /** A person lists it, or has it beside listed ones: other profiles may have it too. */
  readonly isListed?: true;
  /** When the person last wrote from it (epoch ms). */
  readonly heardAt?: number;
  /** When the person last opened or clicked there, of messages that the policy `last_used` sent (epoch ms). */
  readonly usedAt?: number;
  /** Temporary failures since the last delivery; absent when there are none. */
  readonly softBounces?: readonly SoftBounce[];
}

/** No promotional message is sent to the address, whatever its consents are. */
export function isBlocked(record: AddressRecord | undefined): boolean {
  return record?.hasComplained === true || record?.isSuppressed === true;
}

/** What a policy says about addresses. */
interface AddressRules {
  readonly bounces: CompiledBounces;
  readonly replies?: ReplyPolicy | undefined;
}

/** The reason not to write to an address, independent of the current profile; undefined = none. `now` in epoch ms. */
export function admitAddress(
  record: AddressRecord,
  contact: Contact,
  { bounces, replies }: AddressRules,
  now: number,
): ReasonCode | undefined {
  if (record.isSuppressed) return 'suppressed_address';
  if (record.softBounces !== undefined && isBouncedOut(record.softBounces, bounces, now))
    return 'suppressed_address';
  if (record.hasComplained === true && isStoppedByComplaint(contact)) return 'suppressed_address';
  if (contact.class === 'transactional') {
    // As the provider and the carriers do: they deliver nothing to a number that has opted out.
    const isBlocked =
      replies?.stop !== 'promotional' && record.deniedAt?.[makeStopKey(contact.channel)] !== undefined;
    return isBlocked ? 'unsubscribed' : undefined;
  }
  return findMessageDenial(record, contact) === undefined ? undefined : 'unsubscribed';
}

/** When the no was said (epoch ms) that holds for messages to the address; undefined = none. Only START ends STOP. */
export function findMessageDenial(
  record: Pick<AddressRecord, 'deniedAt' | 'grantedAt' | 'confirmedAt'>,
  { channel, purpose = defaultPurpose, topic }: ConsentScope,
): number | undefined {
  const stop = record.deniedAt?.[makeStopKey(channel)];
  if (stop !== undefined) return stop;
  const general = findDenial(record, { channel, purpose });
  if (topic === undefined) return general;
  const own = findDenial(record, { channel, topic });
  const confirmedAt = record.confirmedAt?.[makeConsentKey({ channel, topic })] ?? Number.NEGATIVE_INFINITY;
  const isLifted = general === undefined || confirmedAt > general;
  return isLifted ? own : Math.max(general, own ?? general);
}

/** When the no was said (epoch ms) that holds for the address: to the key, or to every purpose. Undefined = none. */
export function findDenial(
  { deniedAt = {}, grantedAt = {} }: Pick<AddressRecord, 'deniedAt' | 'grantedAt'>,
  scope: ConsentScope,
): number | undefined {
  const key = makeConsentKey(scope);
  const every = scope.topic === undefined ? deniedAt[makeEveryKey(scope.channel)] : undefined;
  if (deniedAt[key] !== undefined || every === undefined) return deniedAt[key];
  return every >= (grantedAt[key] ?? Number.NEGATIVE_INFINITY) ? every : undefined;
}

function findConsent(profile: Profile, key: string): Consent | undefined {
  return Object.hasOwn(profile.consents, key) ? profile.consents[key] : undefined;
}
