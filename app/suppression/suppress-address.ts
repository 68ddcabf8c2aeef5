/** Suppresses an address and lifts a suppression, on behalf of an operator. The ledger keeps who did it, when and why. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { normalizeAddress } from '../../engine/channels/addresses.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { listFormerForms } from '../../engine/channels/normal-forms.ts';
import { maxAddressLength, nameAddress } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { ConsentLedger, ConsentRecord } from '../ports/consent-ledger.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { Queues } from '../ports/queues.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import type {
  ProviderRelease,
  ProviderSuppressions,
  SuppressedAddresses,
} from '../ports/suppressed-addresses.ts';
import { findErasure } from '../rights/erased-addresses.ts';

export interface OperatorStep {
  readonly by: string;
  readonly reason: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface SuppressionPorts {
  readonly addresses: Pick<AddressBook, 'keep'>;
  readonly consents: Pick<ConsentLedger, 'append'>;
  readonly erasures: Pick<ErasureReader, 'isUsed' | 'find'>;
}

export interface ReleasePorts extends Pick<SuppressionPorts, 'consents'> {
  readonly suppressions: Pick<SuppressedAddresses, 'release'>;
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly queues: Pick<Queues, 'send'>;
  /** The list of the provider of the channel; absent where it keeps none. */
  readonly provider?: ProviderSuppressions;
}

export interface ReleasedAddress {
  readonly address: string;
  /** False: Percorso had no suppression of it. */
  readonly isReleased: boolean;
  /** What the list of the provider answered; absent where it keeps none. */
  readonly atProvider?: ProviderRelease;
}

/** Senders read it before each call. Returns the address in the form in which it is compared. Throws RequestInvalidError. */
export async function suppressAddress(
  channel: Channel,
  text: string,
  step: OperatorStep,
  { addresses, consents, erasures }: SuppressionPorts,
): Promise<string> {
  const address = readAddress(channel, text);
  if ((await findErasure(erasures, channel, address)) !== undefined)
    throw new RequestInvalidError(
      'The person of this address was erased. No message is sent to it, and its former suppressions are kept.',
      'Nothing is to be done. If the person signs up again, the command can suppress the address.',
    );
  await consents.append(makeRecord('Address Suppressed', channel, address, step));
  await addresses.keep({ channel, address, kind: 'suppressed', reason: 'operator' });
  return address;
}

/**
 * Lifts every suppression of the address, also in the profile of the person who has it, and at the provider.
 * Throws RequestInvalidError.
 */
export async function releaseAddress(
  channel: Channel,
  text: string,
  step: OperatorStep,
  { suppressions, identities, consents, queues, provider }: ReleasePorts,
): Promise<ReleasedAddress> {
  const address = readAddress(channel, text);
  await consents.append(makeRecord('Address Released', channel, address, step));
  const type = channelDefinitions[channel].identityType;
  const owner =
    type === undefined
      ? undefined
      : await findOwner(identities, { type, value: address }, { consistent: true });
  // The profile first: if this fails, the address is still suppressed and the command can be repeated.
  if (owner !== undefined) {
    const refused = await queues.send('profile', [makeRelease(owner, channel, address, step)]);
    if (refused.length > 0) throw new ReleaseUnsentError();
  }
  // Of email, the list may have the address as it was written.
  const spellings = new Set(channel === 'email' ? [address, text.trim()] : [address]);
  const atProvider = provider === undefined ? undefined : await releaseAtProvider(spellings, provider);
  const forms = [address, ...(channel === 'push' ? listFormerForms(address) : [])];
  const released = await Promise.all(forms.map((form) => suppressions.release(channel, form)));
  return { address, isReleased: released.includes(true), ...omitAbsent({ atProvider }) };
}

async function releaseAtProvider(
  spellings: ReadonlySet<string>,
  provider: ProviderSuppressions,
): Promise<ProviderRelease> {
  const answers = new Set<ProviderRelease>();
  for (const spelling of spellings) answers.add(await provider.release(spelling));
  const order = ['denied', 'kept', 'released'] as const;
  return order.find((answer) => answers.has(answer)) ?? 'absent';
}

/** The profile queue did not take the release. Nothing was lifted. */
export class ReleaseUnsentError extends Error {
  readonly code = 'release_unsent';
  constructor() {
    super('The profile queue did not accept the message. Nothing was lifted: repeat the command.');
    this.name = 'ReleaseUnsentError';
  }
}

function makeRelease(profileId: string, channel: Channel, address: string, { at }: OperatorStep) {
  return {
    kind: 'ReportedOutcome',
    touchpoint: {
      id: `release:${channel}:${address}:${at}`,
      source: 'percorso',
      name: 'Address Released',
      type: 'track',
      profileId,
      traits: {},
      properties: { channel, address },
      context: { origin: 'operator' },
      occurredAt: at,
      receivedAt: at,
    },
  } as const;
}

/** Filed under the address: it holds for every person who has it. */
function makeRecord(
  name: string,
  channel: Channel,
  address: string,
  { by, reason, at }: OperatorStep,
): ConsentRecord {
  return {
    profileId: nameAddress(channel, address),
    touchpointId: `${name === 'Address Suppressed' ? 'suppress' : 'release'}:${at}`,
    name,
    source: 'percorso',
    saidAt: at,
    receivedAt: at,
    consents: [],
    recordedBy: by,
    note: reason,
  };
}

function readAddress(channel: Channel, text: string): string {
  const address = normalizeAddress(channel, text);
  if (address !== undefined && address.length <= maxAddressLength) return address;
  throw new RequestInvalidError(
    `This is not a valid address for ${channel}.`,
    `Write ${Object.entries(channelDefinitions)
      .map(([name, { exampleAddress }]) => `${exampleAddress} for ${name}`)
      .join(', ')}; --channel names the channel.`,
  );
}
