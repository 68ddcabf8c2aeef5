/** What held for an address of an erased person: kept with the hash of the address, and restored when it is lifted. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import type { AddressConsent, AddressStatement } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { AddressRecord } from '../../engine/policy/admit.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { ErasedFact, ErasureMark, ErasureRegister } from '../ports/erasure-register.ts';

/** Complaints, hard bounces, suppressions of operators, and each no. */
export function listFacts(channel: Channel, record: AddressRecord): readonly ErasedFact[] {
  const { isSuppressed, suppressedBy, hasComplained, deniedAt = {} } = record;
  const facts: ErasedFact[] = [];
  if (isSuppressed && suppressedBy !== undefined)
    facts.push({ channel, kind: 'suppressed', reason: suppressedBy as never });
  if (hasComplained) facts.push({ channel, kind: 'suppressed', reason: 'complained' });
  for (const [key, at] of Object.entries(deniedAt))
    facts.push({ channel, kind: 'consent', key, consent: { state: 'denied', at } });
  return facts;
}

/** As the item of the address would have it: the latest statement of a key counts, and of two at one moment the no. */
export function foldFacts(facts: readonly ErasedFact[]): AddressRecord {
  const said = facts.flatMap((fact) => (fact.kind === 'consent' ? [fact] : []));
  const rank = ({ consent: { state, confirmed } }: (typeof said)[number]) =>
    state === 'denied' ? 2 : confirmed === true ? 1 : 0;
  said.sort((left, right) => left.consent.at - right.consent.at || rank(left) - rank(right));
  const latest = new Map(said.map(({ key, consent }) => [key, consent]));
  const listMoments = (isMeant: (consent: AddressConsent) => boolean) => {
    const meant = [...latest].filter(([, consent]) => isMeant(consent));
    return meant.length === 0 ? undefined : Object.fromEntries(meant.map(([key, { at }]) => [key, at]));
  };
  const reasons = facts.flatMap((fact) => (fact.kind === 'suppressed' ? [fact.reason] : []));
  const suppressedBy = reasons.find((reason) => reason !== 'complained');
  return {
    isSuppressed: suppressedBy !== undefined,
    isShared: false,
    consents: Object.fromEntries([...latest].map(([key, { state }]) => [key, state])),
    ...omitAbsent({
      suppressedBy,
      hasComplained: reasons.includes('complained') ? true : undefined,
      deniedAt: listMoments(({ state }) => state === 'denied'),
      grantedAt: listMoments(({ state }) => state === 'granted'),
      confirmedAt: listMoments(({ confirmed }) => confirmed === true),
    }),
  };
}

/** Before the item of the address is removed. */
export async function keepFacts(
  register: Pick<ErasureRegister, 'addFacts'>,
  addresses: Pick<AddressBook, 'read'>,
  { channel, address }: { readonly channel: Channel; readonly address: string },
): Promise<void> {
  const key = keyOf(channel, address);
  const record = key && (await addresses.read(channel, address, { consistent: true }));
  if (key !== undefined && record !== undefined) await register.addFacts(key, listFacts(channel, record));
}

/** Before the erasure of the key is lifted. Repeats change nothing. */
export async function restoreFacts(
  addresses: Pick<AddressBook, 'keep'>,
  { value: address }: IdentityKey,
  { facts = [] }: ErasureMark,
): Promise<void> {
  for (const fact of facts) await addresses.keep({ ...fact, address } satisfies AddressStatement);
}

/** Undefined: addresses of the channel are no ids. */
export function keyOf(channel: Channel, address: string): IdentityKey | undefined {
  const type = channelDefinitions[channel].identityType;
  return type === undefined ? undefined : { type, value: address };
}
