/** Lists the statements of a decision about addresses: kept per address, outside profiles. */

import { omitAbsent } from '../base/omit-absent.ts';
import { findAddress, normalizeAddress } from '../channels/addresses.ts';
import { channelDefinitions } from '../channels/channel-definitions.ts';
import { type Addresses, readStateFor } from '../channels/confirmed-address.ts';
import { isEveryKey, isKeyOf, isStopKey, listEveryKeys, parseConsentKey } from '../channels/consent-key.ts';
import { findStop } from '../channels/effective-consent.ts';
import { listSeveral } from '../channels/own-addresses.ts';
import { concernsAddress, readStatements } from '../channels/stated-consents.ts';
import { type AddressConsent, type AddressStatement, maxAddressLength } from '../model/address-statement.ts';
import { channels } from '../model/channels.ts';
import type { TouchpointInput } from '../model/decision.ts';
import { type Consent, type Profile, readStated } from '../model/profile.ts';
import type { Turn } from '../turn/turn.ts';
import { readSuppression } from './apply-outcome.ts';
import { readBounceStatement } from './read-bounce.ts';

/**
 * The changes of a touchpoint: consents that it states, with their present value, for the person's address; each no of the
 * person for an address that is new; an address that failed, complained or received again;
 * an address that is another person's too; each of several addresses that the person has now. `listed`: those before.
 */
export function listAddressStatements(
  turn: Turn,
  { touchpoint, taken = [] }: TouchpointInput,
  before: Addresses,
  listed: ListedAddresses,
): readonly AddressStatement[] {
  const { profile } = turn;
  const statements = listListed(profile, listed);
  const said = new Set(readStatements(touchpoint.context['consent'])?.map(({ key }) => key));
  const isComplaint = touchpoint.name === 'Message Complained' && touchpoint.source === 'percorso';
  for (const [index, channel] of channels.entries()) {
    const stated = findAddress(profile, channel);
    const address = stated === undefined ? undefined : normalizeAddress(channel, stated);
    if (address === undefined) continue;
    // A device belongs to one person, who says yes and no for all of theirs.
    const isNew = channel !== 'push' && stated !== before[index];
    const every = listEveryKeys(channel).flatMap((key) => profile.consents[key] ?? []);
    // The no to every purpose first, and topics last: what a yes lifts is needed only beside it.
    const consents = Object.entries(profile.consents).sort(([left], [right]) => rank(left) - rank(right));
    for (const [key, consent] of consents) {
      if (!isKeyOf(channel, key)) continue;
      const isTopic = rank(key) === topicRank;
      const firm = toAddressConsent({ ...consent, state: readStateFor(consent, channel, address) }, isTopic);
      // What was replied from one number is not about another one.
      if (isStopKey(key) && (!said.has(key) || !concernsAddress(touchpoint, channel, address))) continue;
      const isSaid = said.has(key) || (isComplaint && isEveryKey(key));
      const isLift =
        firm?.state === 'granted' &&
        (firm.confirmed === true || (!isTopic && every.some((each) => firm.at > findStop(each))));
      if (firm !== undefined && (isSaid || (isNew && (firm.state === 'denied' || isLift))))
        statements.push({ channel, address, kind: 'consent', key, consent: firm });
    }
    if (isNew && taken.some((type) => type === channelDefinitions[channel].addressTrait))
      statements.push({ channel, address, kind: 'shared' });
  }
  const suppression = readSuppression(turn, touchpoint);
  if (suppression !== undefined) statements.push({ kind: 'suppressed', ...suppression });
  const bounce = readBounceStatement(profile, touchpoint);
  if (bounce !== undefined) statements.push(bounce);
  // A longer address is not a key: no statement is kept or read for it.
  return statements.filter(({ address }) => address.length <= maxAddressLength);
}

/** The addresses of a person with several, in the order of the channels. */
export type ListedAddresses = readonly (readonly string[])[];

/** For a person without a list, which is most people, it reads one trait per channel. */
export function noteListed(profile: Profile): ListedAddresses {
  return channels.map((channel) =>
    readStated(profile, channelDefinitions[channel].listTrait ?? '') === undefined
      ? none
      : listSeveral(profile, channel),
  );
}

const none: readonly string[] = [];

/** Any of them may be another person's too: only the primary address is an identity key. */
function listListed(profile: Profile, before: ListedAddresses): AddressStatement[] {
  return noteListed(profile).flatMap((addresses, index) =>
    addresses.flatMap((address) => {
      const channel = channels[index];
      const isKnown = channel === undefined || before[index]?.includes(address) === true;
      return isKnown ? [] : [{ channel, address, kind: 'listed' as const }];
    }),
  );
}

const topicRank = 2;

function rank(key: string): number {
  if (isEveryKey(key) || isStopKey(key)) return 0;
  return parseConsentKey(key)?.topic === undefined ? 1 : topicRank;
}

/** A pending yes lifts no earlier no of the address: the confirmed one does. */
function toAddressConsent(
  { state, at, deniedAt, confirmed }: Consent,
  isTopic: boolean,
): AddressConsent | undefined {
  if (state !== 'pending')
    return {
      state,
      at,
      ...omitAbsent({ confirmed: isTopic && state === 'granted' ? confirmed : undefined }),
    };
  return deniedAt === undefined ? undefined : { state: 'denied', at: deniedAt };
}
