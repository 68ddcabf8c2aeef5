/** Which messages an address of a person gets now, as the decision and the sender evaluate it. */

import { defaultPurpose } from '../../engine/channels/consent-key.ts';
import { listDevices } from '../../engine/channels/devices.ts';
import type { Channel } from '../../engine/model/channels.ts';
import { listPurposeNeeds } from '../../engine/model/documents/purpose-document.ts';
import { isIdOf, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import { type AddressRecord, admitAddress, admitMessage, type Contact } from '../../engine/policy/admit.ts';
import { compilePolicy } from '../../engine/policy/compile-policy.ts';
import type { IdentityStore } from '../ports/identity-store.ts';

/** `allowed`, or the reason not to send. Caps and quiet hours are not considered: they pass. */
export type Admission = 'allowed' | ReasonCode;

export interface AddressAdmissions {
  readonly channel: Channel;
  readonly address: string;
  readonly transactional: Admission;
  /** By purpose; `marketing` exists without a document. */
  readonly purposes: Readonly<Record<string, Admission>>;
  /** By topic. */
  readonly topics: Readonly<Record<string, Admission>>;
}

/** In the order of the addresses. `now`: epoch ms. */
export function readAdmissions(
  profile: Profile,
  addresses: readonly Pick<AddressAdmissions, 'channel' | 'address'>[],
  identities: Pick<IdentityStore, 'read'>,
  { policy: document, purposes = [], topics = [] }: ProgramSnapshot,
  now: number,
): Promise<readonly AddressAdmissions[]> {
  const policy = compilePolicy(document, listPurposeNeeds(purposes));
  const optedOut = new Set(
    listDevices(profile).flatMap(({ address, isOptedOut }) => (isOptedOut === true ? [address] : [])),
  );
  return Promise.all(
    addresses.map(async ({ channel, address }): Promise<AddressAdmissions> => {
      const record = await identities.read(channel, address, { consistent: true });
      const admit = (contact: Pick<Contact, 'class' | 'purpose' | 'topic'>): Admission => {
        if (channel === 'push' && optedOut.has(address)) return 'no_address';
        const whole = { channel, ...contact };
        const refusal = admitMessage(profile, whole, address, policy);
        if (refusal !== undefined) return refusal;
        if (record === undefined) return 'allowed';
        const facts = readOwn(record, profile);
        return facts === undefined ? 'address_moved' : (admitAddress(facts, whole, policy, now) ?? 'allowed');
      };
      const offered = topics.filter(({ channels }) => channels === undefined || channels.includes(channel));
      return {
        ...{ channel, address },
        transactional: admit({ class: 'transactional' }),
        purposes: Object.fromEntries(
          [defaultPurpose, ...purposes.map(({ id }) => id).filter((id) => id !== defaultPurpose)].map(
            (purpose) => [purpose, admit({ class: 'promotional', purpose })],
          ),
        ),
        topics: Object.fromEntries(
          offered.map(({ id: topic, purpose = defaultPurpose }) => [
            topic,
            admit({ class: 'promotional', purpose, topic }),
          ]),
        ),
      };
    }),
  );
}

/** Of a device that the person has, statements of the person who had it before do not count. Undefined: another one has it. */
function readOwn(record: AddressRecord, profile: Profile): AddressRecord | undefined {
  const { holder, deniedAt: _denied, ...others } = record;
  if (holder === undefined) return record;
  return isIdOf(profile, holder.profileId) ? { ...others, consents: {} } : undefined;
}
