/** Reads a person's consents: the state of each key, and every statement behind it. */
import { findAddress, normalizeAddress } from '../../engine/channels/addresses.ts';
import { channels } from '../../engine/model/channels.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ConsentRecord } from '../ports/consent-ledger.ts';
import { nameAddress } from '../suppression/suppress-address.ts';
import { findProfileId } from './find-person.ts';
import type { StageStores } from './stage-stores.ts';

const pageSize = 100;

export interface InspectedConsents {
  readonly profileId: string;
  /** By consent key. */
  readonly consents: Profile['consents'];
  readonly suppressions: Profile['suppressions'];
  /** Of the person, and of operators about the person's addresses; newest first, at most `limit`. */
  readonly records: readonly ConsentRecord[];
  /** The ledger has older ones. */
  readonly hasMore: boolean;
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
  return { profileId: profile.id, consents, suppressions, records: records.slice(0, limit), hasMore };
}

async function listOfAddresses(
  profile: Profile,
  { consents }: Pick<StageStores, 'consents'>,
  limit: number,
): Promise<readonly ConsentRecord[]> {
  const pages = channels.map(async (channel) => {
    const stated = findAddress(profile, channel);
    const address = stated === undefined ? undefined : normalizeAddress(channel, stated);
    if (address === undefined) return [];
    return (await consents.list(nameAddress(channel, address), Math.min(pageSize, limit))).records;
  });
  return (await Promise.all(pages)).flat();
}
