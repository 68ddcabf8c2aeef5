/** Counts what a campaign's run would do, person by person, with one message per mailbox. */

import { hashText } from '../../../engine/base/hash.ts';
import { findAddress, findNormalizedAddress } from '../../../engine/channels/addresses.ts';
import { findPhoneCountry } from '../../../engine/channels/phone-country.ts';
import type { CampaignDocument } from '../../../engine/model/documents/campaign-document.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../../engine/model/program-snapshot.ts';
import { isHoldReason, type ReasonCode } from '../../../engine/model/reason-codes.ts';
import { admitMessage } from '../../../engine/policy/admit.ts';

export type Reach = ReasonCode | 'condition';

export interface ReachCount {
  /** All people in the table: a no, or a failed address, on one profile applies to all that share the address. */
  note(profile: Profile, reach: Reach | undefined): void;
  /** What the address has stored refuses the message, whichever profile caused it. */
  noteRefusal(profile: Profile, reason: ReasonCode): void;
  /** People by what the run does for them. */
  sum(): ReadonlyMap<Reach, number>;
  /** Recipients of an SMS by ISO country of their number, `unknown` included; empty for other channels. */
  countCountries(): ReadonlyMap<string, number>;
}

/**
 * Addresses are kept as hashes of 64 bits: some 100 bytes for each recipient. Of several profiles with one address the
 * one that gets the message at once counts; the others are `address_reached`.
 */
export function createReachCount(campaign: CampaignDocument, snapshot: ProgramSnapshot): ReachCount {
  const header = snapshot.templates.find(({ id }) => id === campaign.send);
  const reasons = new Map<Reach, number>();
  const mailboxes = new Map<string, Reach>();
  const refused = new Map<string, Reach>();
  const countries = new Map<string, string>();
  /** By address: people who share it, beyond the one that counts. */
  const others = new Map<string, number>();
  const add = (reach: Reach, people: number) => {
    const sum = (reasons.get(reach) ?? 0) + people;
    if (sum === 0) reasons.delete(reach);
    else reasons.set(reach, sum);
  };
  const move = (from: Reach, to: Reach, people = 1) => {
    add(from, -people);
    add(to, people);
  };
  return {
    note(profile, reach) {
      const address = header === undefined ? undefined : readAddress(profile, header);
      const refusal = header === undefined ? undefined : findRefusal(profile, header, snapshot);
      if (address !== undefined && refusal !== undefined) refused.set(address, refusal);
      if (reach === undefined) return;
      add(reach, 1);
      if (address === undefined || !isReached(reach)) return;
      if (header?.channel === 'sms') countries.set(address, findSmsCountry(profile));
      const other = mailboxes.get(address);
      if (other === undefined) {
        mailboxes.set(address, reach);
        return;
      }
      others.set(address, (others.get(address) ?? 0) + 1);
      if (isHoldReason(other) && !isHoldReason(reach)) {
        mailboxes.set(address, reach);
        move(other, 'address_reached');
      } else move(reach, 'address_reached');
    },
    noteRefusal(profile, reason) {
      const address = header === undefined ? undefined : readAddress(profile, header);
      if (address !== undefined) refused.set(address, reason);
    },
    sum() {
      for (const [address, refusal] of refused) {
        const reach = mailboxes.get(address);
        if (reach === undefined) continue;
        mailboxes.delete(address);
        move(reach, refusal);
        // No one gets it there.
        move('address_reached', refusal, others.get(address) ?? 0);
      }
      return reasons;
    },
    countCountries() {
      const people = [...countries].filter(([address]) => !refused.has(address));
      const groups = Map.groupBy(people, ([, country]) => country);
      return new Map([...groups].map(([country, members]) => [country, members.length]));
    },
  };
}

/** ISO code; `unknown` where the number does not determine it. */
export function findSmsCountry(profile: Profile): string {
  return findPhoneCountry(findNormalizedAddress(profile, 'sms') ?? '') ?? 'unknown';
}

/** The message goes out, at once or later. */
export function isReached(reach: Reach): boolean {
  return reach === 'sent_to_channel' || isHoldReason(reach);
}

function readAddress(profile: Profile, { channel }: TemplateHeader): string | undefined {
  const address = findNormalizedAddress(profile, channel);
  return address === undefined ? undefined : hashText(address);
}

/** Refusals that apply to the address, not to the person: a missing yes applies to one person. */
function findRefusal(
  profile: Profile,
  header: TemplateHeader,
  { policy }: ProgramSnapshot,
): Reach | undefined {
  const reason = admitMessage(profile, header, findAddress(profile, header.channel), policy);
  return reason === 'suppressed_address' || reason === 'unsubscribed' ? reason : undefined;
}
