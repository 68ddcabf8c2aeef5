/** Reads a person's consents: the state of each key, and every statement behind it. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { findNormalizedAddress } from '../../engine/channels/addresses.ts';
import { hashAddress, readPresentState } from '../../engine/channels/confirmed-address.ts';
import { parseConsentKey } from '../../engine/channels/consent-key.ts';
import { mapTopicPurposes, type TopicPurposes } from '../../engine/channels/effective-consent.ts';
import { isWeakened, readSaidAt } from '../../engine/channels/weak-moment.ts';
import { nameAddress } from '../../engine/model/address-statement.ts';
import { channels } from '../../engine/model/channels.ts';
import { type Consent, type ConsentState, listProfileIds, type Profile } from '../../engine/model/profile.ts';
import type { ConsentRecord } from '../ports/consent-ledger.ts';
import { loadPublished } from '../publish/load-published.ts';
import { findProfileId } from './find-person.ts';
import { type InspectedAddress, inspectAddresses } from './inspect-addresses.ts';
import type { StageStores } from './stage-stores.ts';

const pageSize = 100;

export interface InspectedConsents {
  readonly profileId: string;
  /** By consent key, each with the moments at which it was stated. */
  readonly consents: Readonly<Record<string, ShownConsent>>;
  readonly states: readonly InspectedConsent[];
  readonly suppressions: Profile['suppressions'];
  readonly addresses: readonly InspectedAddress[];
  /** Of the person, and of operators about the person's addresses; newest first, at most `limit`. */
  readonly records: readonly ConsentRecord[];
  /** The ledger has older ones. */
  readonly hasMore: boolean;
}

/** `imported`: any no, whenever it was said, ends it. */
export type ShownConsent = Consent & { readonly imported?: true };

/** One consent key now. */
export interface InspectedConsent {
  readonly key: string;
  readonly consent: ShownConsent;
  /** The address that confirmed it, if it counts only for that one; absent when the ledger's page does not show it. */
  readonly confirmedBy?: string;
  /** The state for the person's present address, with a no to every purpose and a no to the purpose of a topic. */
  readonly counts: ConsentState;
  /** The person's present address of the channel. */
  readonly address?: string;
}

/** `person`: as findProfileId. `limit`: of statements. `now`: epoch ms. Undefined when no profile is found. */
export async function inspectConsents(
  person: string,
  stores: Pick<StageStores, 'identities' | 'profiles' | 'consents' | 'programs'>,
  { limit, now }: { readonly limit: number; readonly now: number },
): Promise<InspectedConsents | undefined> {
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  const profile =
    profileId === undefined ? undefined : await stores.profiles.load(profileId, { consistent: true });
  if (profile === undefined) return undefined;
  const records: ConsentRecord[] = [];
  let hasMore = false;
  for (const id of listProfileIds(profile)) {
    let cursor: string | undefined;
    let count = 0;
    do {
      const page = await stores.consents.list(id, Math.min(pageSize, limit), cursor);
      records.push(...page.records);
      count += page.records.length;
      cursor = page.cursor;
    } while (cursor !== undefined && count < limit);
    hasMore ||= cursor !== undefined;
  }
  records.push(...(await listOfAddresses(profile, stores, limit)));
  records.sort((left, right) => right.saidAt - left.saidAt);
  const { suppressions } = profile;
  const consents = Object.fromEntries(
    Object.entries(profile.consents).map(([key, consent]) => [key, showConsent(consent)]),
  );
  hasMore ||= records.length > limit;
  const published = await loadPublished(stores.programs);
  const policy = published?.policy;
  const addresses = await inspectAddresses(profile, stores.identities, policy, now);
  const states = inspectStates(profile, records, mapTopicPurposes(published?.topics ?? []));
  const newest = records.slice(0, limit).map(showRecord);
  return { profileId: profile.id, consents, states, suppressions, addresses, records: newest, hasMore };
}

function inspectStates(
  profile: Profile,
  records: readonly ConsentRecord[],
  topicPurposes: TopicPurposes,
): readonly InspectedConsent[] {
  return Object.entries(profile.consents).flatMap(([key, consent]): InspectedConsent[] => {
    const channel = parseConsentKey(key)?.channel;
    if (channel === undefined) return [];
    const proof = records.find(
      ({ address }) => address !== undefined && hashAddress(channel, address) === consent.addressHash,
    );
    return [
      {
        key,
        consent: showConsent(consent),
        counts: readPresentState(profile, key, topicPurposes) ?? consent.state,
        ...omitAbsent({ confirmedBy: proof?.address, address: findNormalizedAddress(profile, channel) }),
      },
    ];
  });
}

/** The stored moment of an imported yes is shifted, so that it is the weakest. */
function showConsent({ at, later, ...consent }: Consent): ShownConsent {
  return {
    ...consent,
    at: readSaidAt(at),
    ...omitAbsent({
      later: later && { ...later, at: readSaidAt(later.at) },
      imported: isWeakened(at) || undefined,
    }),
  };
}

function showRecord(record: ConsentRecord): ConsentRecord {
  return {
    ...record,
    consents: record.consents.map((each) => ({ ...each, from: readSaidAt(each.from) })),
  };
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
