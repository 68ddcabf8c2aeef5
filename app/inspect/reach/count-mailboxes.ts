/** Counts what a campaign's run would do, person by person, with one message per mailbox. */

import { hashText } from '../../../engine/base/hash.ts';
import { findAddress, findNormalizedAddress } from '../../../engine/channels/addresses.ts';
import { findPhoneCountry } from '../../../engine/channels/phone-country.ts';
import type { CampaignDocument } from '../../../engine/model/documents/campaign-document.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../../engine/model/program-snapshot.ts';
import { isHoldReason, type ReasonCode } from '../../../engine/model/reason-codes.ts';
import { admitMessage, isOfSeveral } from '../../../engine/policy/admit.ts';
import type { CompiledPolicy } from '../../../engine/policy/compile-policy.ts';
import { listUsable } from '../../../engine/policy/usable-addresses.ts';

export type Reach = ReasonCode | 'condition';

export interface ReachCount {
  /**
   * All people in the table: a no, or a failed address, on one profile applies to all that share the address. The
   * addresses that the message may go to, in the order of `first_usable`; none for a person who is not reached.
   */
  note(profile: Profile, reach: Reach | undefined): readonly string[];
  /** What the address has stored refuses the message, whichever profile caused it. */
  noteRefusal(address: string, reason: ReasonCode): void;
  /** When the person last used it (epoch ms). */
  noteUse(address: string, usedAt: number): void;
  /** People by what the run does for them. */
  sum(): ReadonlyMap<Reach, number>;
  /** Recipients of an SMS by ISO country of their number, `unknown` included; empty for other channels. */
  countCountries(): ReadonlyMap<string, number>;
}

interface Recipient {
  readonly reach: Reach;
  /** Keys of addresses. */
  readonly candidates: readonly string[];
}

/**
 * Addresses are kept as hashes of 64 bits: some 100 bytes for each recipient. Each person is at the first address that
 * nothing refuses, as their sender finds it. Of several people at one address the one that gets the message at once
 * counts; the others are `address_reached`.
 */
export function createReachCount(
  { send }: CampaignDocument,
  { templates }: Pick<ProgramSnapshot, 'templates'>,
  policy: CompiledPolicy,
): ReachCount {
  const header = templates.find(({ id }) => id === send);
  const unsent = new Map<Reach, number>();
  const recipients: Recipient[] = [];
  const refused = new Map<string, Reach>();
  const uses = new Map<string, number>();
  const countries = new Map<string, string>();
  const isByUse = header !== undefined && policy.addresses?.[header.channel] === 'last_used';
  const findPlace = ({ candidates }: Recipient) => {
    const useOf = (key: string) => uses.get(key) ?? 0;
    const order = isByUse ? [...candidates].sort((left, right) => useOf(right) - useOf(left)) : candidates;
    return { first: order[0], place: order.find((key) => !refused.has(key)) };
  };
  const findPlaces = () => {
    const reasons = new Map(unsent);
    const places = new Map<string, Reach>();
    const add = (reach: Reach) => reasons.set(reach, (reasons.get(reach) ?? 0) + 1);
    for (const recipient of recipients) {
      const { reach } = recipient;
      const { first, place } = findPlace(recipient);
      if (place === undefined) {
        add((first === undefined ? undefined : refused.get(first)) ?? reach);
        continue;
      }
      const other = places.get(place);
      if (other === undefined || (isHoldReason(other) && !isHoldReason(reach))) places.set(place, reach);
      if (other !== undefined) add('address_reached');
    }
    for (const reach of places.values()) add(reach);
    return { reasons, places };
  };
  return {
    note(profile, reach) {
      const own = header === undefined ? undefined : findNormalizedAddress(profile, header.channel);
      const refusal = header === undefined ? undefined : findRefusal(profile, header, policy);
      if (own !== undefined && refusal !== undefined) refused.set(hashText(own), refusal);
      if (reach === undefined) return [];
      if (header === undefined || !isReached(reach)) {
        unsent.set(reach, (unsent.get(reach) ?? 0) + 1);
        return [];
      }
      const candidates = listCandidates(profile, header, policy);
      if (header.channel === 'sms')
        for (const address of candidates) countries.set(hashText(address), findSmsCountry(address));
      recipients.push({ reach, candidates: candidates.map((address) => hashText(address)) });
      return candidates;
    },
    noteRefusal(address, reason) {
      refused.set(hashText(address), reason);
    },
    noteUse(address, usedAt) {
      uses.set(hashText(address), usedAt);
    },
    sum: () => findPlaces().reasons,
    countCountries() {
      const found = [...findPlaces().places.keys()].flatMap((key) => countries.get(key) ?? []);
      const groups = Map.groupBy(found, (country) => country);
      return new Map([...groups].map(([country, members]) => [country, members.length]));
    },
  };
}

/** The addresses that the decision allows; of a person with several, without those that the profile excludes. */
function listCandidates(profile: Profile, header: TemplateHeader, policy: CompiledPolicy): readonly string[] {
  const { channel } = header;
  const { usable } = isOfSeveral(channel, policy.addresses)
    ? listUsable(profile, header, policy)
    : { usable: [] };
  const primary = findNormalizedAddress(profile, channel);
  return usable.length > 0 || primary === undefined ? usable : [primary];
}

/** ISO code; `unknown` where the number does not determine it. */
export function findSmsCountry(number: string): string {
  return findPhoneCountry(number) ?? 'unknown';
}

/** The message goes out, at once or later. */
export function isReached(reach: Reach): boolean {
  return reach === 'sent_to_channel' || isHoldReason(reach);
}

/** Refusals that apply to the address, not to the person: a missing yes applies to one person. */
function findRefusal(profile: Profile, header: TemplateHeader, policy: CompiledPolicy): Reach | undefined {
  const reason = admitMessage(profile, header, findAddress(profile, header.channel), policy);
  return reason === 'suppressed_address' || reason === 'unsubscribed' ? reason : undefined;
}
