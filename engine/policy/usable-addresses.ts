/** Of several addresses of a person, those that may get a message, as far as the profile knows. */
import { listOwnAddresses } from '../channels/own-addresses.ts';
import type { Profile } from '../model/profile.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { type AdmissionPolicy, admitMessage, type Contact } from './admit.ts';

export interface UsableAddresses {
  /** In the order of choice. */
  readonly usable: readonly string[];
  /** Why those before the first usable one are not. */
  readonly skipped: readonly ReasonCode[];
  /** All addresses that the person has. */
  readonly count: number;
}

export function listUsable(profile: Profile, contact: Contact, policy: AdmissionPolicy): UsableAddresses {
  const usable: string[] = [];
  const skipped: ReasonCode[] = [];
  const own = listOwnAddresses(profile, contact.channel);
  for (const { address } of own) {
    const refusal = admitMessage(profile, contact, address, policy);
    if (refusal === undefined) usable.push(address);
    else if (usable.length === 0) skipped.push(refusal);
  }
  return { usable, skipped, count: own.length };
}
