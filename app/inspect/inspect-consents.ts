/** Reads a person's consents: the state of each key, and every statement behind it. */
import { findNormalizedAddress } from '../../engine/channels/addresses.ts';
import { nameAddress } from '../../engine/model/address-statement.ts';
import { type Channel, channels } from '../../engine/model/channels.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ConsentRecord } from '../ports/consent-ledger.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { findProfileId } from './find-person.ts';
import type { StageStores } from './stage-stores.ts';

const pageSize = 100;

export interface InspectedConsents {
  readonly profileId: string;
  /** By consent key. */
  readonly consents: Profile['consents'];
  readonly suppressions: Profile['suppressions'];
  /** What holds for the person's addresses, whichever profile caused it: senders evaluate it before each call. */
  readonly addresses: readonly InspectedAddress[];
  /** Of the person, and of operators about the person's addresses; newest first, at most `limit`. */
  readonly records: readonly ConsentRecord[];
  /** The ledger has older ones. */
  readonly hasMore: boolean;
}

export interface InspectedAddress {
  readonly channel: Channel;
  /** Consent keys that are denied for the address. */
  readonly denied: readonly string[];
  /** No message of any class. */
  readonly isSuppressed: boolean;
  /** No promotional message. */
  readonly hasComplained: boolean;
}

/** `person`: as findProfileId. Undefined when no profile is found. */
export async function inspectConsents(
  person: string,
  stores: Pick<StageStores, 'identities' | 'profiles' | 'consents'>,
  limit: number,
): Promise<InspectedConsents | undefined> {
  const profileId = await findProfileId(person, stores.identities);
  const profile =
    profileId === undefined ? undefined : await stores.profiles.load(profileId, { consistent: true });
  if (profile === undefined) return undefined;
  const records: ConsentRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await stores.consents.list(profile.id, Math.min(pageSize, limit), cursor);
    records.push(...page.records);
    cursor = page.cursor;
  } while (cursor !== undefined && records.length < limit);
  records.push(...(await listOfAddresses(profile, stores, limit)));
  records.sort((left, right) => right.saidAt - left.saidAt);
  const { consents, suppressions } = profile;
  const hasMore = cursor !== undefined || records.length > limit;
  const addresses = await inspectAddresses(profile, stores.identities);
  const newest = records.slice(0, limit);
  return { profileId: profile.id, consents, suppressions, addresses, records: newest, hasMore };
}

/** Only addresses of which something is stored that holds messages back. */
async function inspectAddresses(
  profile: Profile,
  identities: Pick<IdentityStore, 'read'>,
): Promise<readonly InspectedAddress[]> {
  const found = channels.map(async (channel) => {
    const address = findNormalizedAddress(profile, channel);
    const record =
      address === undefined ? undefined : await identities.read(channel, address, { consistent: true });
    if (record === undefined) return [];
    const { isSuppressed, hasComplained = false, consents } = record;
    const denied = Object.keys(consents).filter((key) => consents[key] === 'denied');
    const isHeld = isSuppressed || hasComplained || denied.length > 0;
    return isHeld ? [{ channel, denied, isSuppressed, hasComplained }] : [];
  });
  return (await Promise.all(found)).flat();
}

async function listOfAddresses(
  profile: Profile,
  { consents }: Pick<StageStores, 'consents'>,
  limit: number,
): Promise<readonly ConsentRecord[]> {
  const pages = channels.map(async (channel) => {
    const address = findNormalizedAddress(profile, channel);
    if (address === undefined) return [];
    return (await consents.list(nameAddress(channel, address), Math.min(pageSize, limit))).records;
  });
  return (await Promise.all(pages)).flat();
}
