/**
 * Finds the trace of a person: every profile, key and address, and what is needed to reach the rest. It changes nothing.
 *
 * 1. The profile that stays, and those that ended in it.
 * 2. What their timelines name; a page is held at a time.
 * 3. The table of identity keys is scanned: keys of touchpoints that have expired are found by nothing else.
 * 4. Each key is looked up: it can lead to another person.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { createProfile, isSharedProfile, type Profile } from '../../engine/model/profile.ts';
import { findProfileId } from '../inspect/find-person.ts';
import type { IdentityScanner } from '../ports/identity-scanner.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { MergeReader, MergeRecord } from '../ports/merge-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import type { TimelineReader } from '../ports/timeline-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { mapBounded } from '../runtime/run-bounded.ts';
import { collectProfile, collectRow, type Found, startFound } from './collect-rows.ts';
import { findEnded } from './find-ended.ts';
import { addKeyAddresses, lookUpAddresses, lookUpKeys } from './look-up-keys.ts';
import type { PersonTrace, TracedKey } from './person-trace.ts';
import { readRows } from './read-rows.ts';
import { scanIdentities } from './scan-identities.ts';

export interface TraceStores {
  readonly identities: IdentityStore;
  readonly profiles: Pick<ProfileStore, 'load' | 'loadStored'>;
  readonly timeline: TimelineReader;
  readonly merges: Pick<MergeReader, 'listOf' | 'find'>;
  readonly programs: ProgramReader;
  /** Absent: the table is not scanned, and keys of expired touchpoints are missing. */
  readonly scanner?: IdentityScanner;
}

export type TraceStep = 'timeline' | 'identities' | 'keys';

/** `done`: rows, items or keys so far. */
export type OnTraceProgress = (step: TraceStep, done: number) => void;

/** Partitions that are read at the same time. */
const concurrency = 20;
/** `answer:1`, ...: a policy has far fewer answers a day. */
const mostAnswers = 20;

/**
 * `person`: a user id, a profile id, also of one that ended, or `email:a@example.com`, ... Undefined: there is no such
 * person. Throws RequestInvalidError, also for an id that several people state: no profile of it is one person's.
 */
export async function findTrace(
  person: string,
  stores: TraceStores,
  onProgress: OnTraceProgress = () => undefined,
): Promise<PersonTrace | undefined> {
  const profile = await findPerson(person, stores);
  if (profile === undefined) return undefined;
  const policy = (await loadPublished(stores.programs))?.policy.identity;
  const found = startFound();
  let ended = await findEnded(profile, [], stores);
  const read = await collect(profile, ended, new Set());
  const scanned =
    stores.scanner &&
    (await scanIdentities(
      stores.scanner,
      { profileIds: [profile.id, ...ended], userId: profile.userId },
      (count) => onProgress('identities', count),
    ));
  if (scanned !== undefined) {
    ended = await findEnded(profile, [...scanned.profileIds], stores);
    await collect(profile, ended, read);
  }
  const items = [...(scanned?.items.values() ?? [])];
  const own = new Set([profile.id, ...ended]);
  const named = { own, userId: profile.userId };
  const keys = await lookUpKeys(found, items, named, stores, (count) => onProgress('keys', count));
  addKeyAddresses(found, keys, items, own);
  const addresses = await lookUpAddresses(found, keys, own, stores);
  return {
    profileId: profile.id,
    ended,
    apart: (profile.apart ?? []).map(([id]) => id).filter((id) => !own.has(id)),
    keys,
    addresses,
    accounts: [...found.accounts].filter((account) => account !== '').sort(),
    accountEntries: items.flatMap((item) =>
      item.kind === 'accountEntry' && item.profileIds.some((id) => own.has(id))
        ? [{ journey: item.journey, account: item.account }]
        : [],
    ),
    merges: await listMerges(profile, own, stores),
    claims: {
      runs: listRuns(found),
      addresses: addresses.map(({ channel, address }) => ({ channel, address })),
    },
    devices: listDeviceIds(keys),
    ...omitAbsent({ scannedItems: scanned?.read }),
  };

  /** The profiles that were read. */
  async function collect(
    { id }: Profile,
    others: readonly string[],
    known: ReadonlySet<string>,
  ): Promise<ReadonlySet<string>> {
    const unread = [id, ...others].filter((each) => !known.has(each));
    for (const each of unread) {
      const stored = await stores.profiles.loadStored(each);
      if (stored !== undefined) collectProfile(found, stored);
    }
    let rows = 0;
    for await (const page of readRows(stores.timeline, unread)) {
      for (const row of page) collectRow(found, row, policy);
      rows += page.length;
      onProgress('timeline', rows);
    }
    return new Set([...known, ...unread]);
  }
}

async function findPerson(
  person: string,
  { identities, profiles, programs, timeline }: TraceStores,
): Promise<Profile | undefined> {
  const consistent = { consistent: true };
  const direct = person.includes(':') ? undefined : await profiles.load(person, consistent);
  if (direct !== undefined) return direct;
  const key = person.includes(':') ? person : `userId:${person}`;
  const profileId = await findProfileId(key, identities, programs);
  if (profileId !== undefined && isSharedProfile(profileId))
    throw new RequestInvalidError(
      `Several people state "${person}": it leads to profile ${profileId}, which belongs to none of them.`,
      'Name the person by another identifier, such as the user id.',
    );
  const stored = profileId === undefined ? undefined : await profiles.load(profileId, consistent);
  if (stored !== undefined) return stored;
  // The profile of a visitor expires before the id, and before the timeline.
  if (profileId !== undefined && profileId !== key) return createProfile(profileId, 0);
  const { items } = await timeline.list(person, { limit: 1 });
  return items.length === 0 ? undefined : createProfile(person, 0);
}

/** Those into a profile of the person, and those that an undo ended, which are kept with the other profile. */
async function listMerges(
  { apart = [] }: Profile,
  own: ReadonlySet<string>,
  { merges }: Pick<TraceStores, 'merges'>,
): Promise<readonly MergeRecord[]> {
  const partitions = new Set([...own, ...apart.map(([id]) => id)]);
  const lists = await mapBounded([...partitions], concurrency, (id) => merges.listOf(id));
  return lists
    .flat()
    .filter(({ survivor, ended }) => own.has(survivor) || own.has(ended))
    .sort((left, right) => left.at - right.at);
}

/** Confirmations and answers claim an address under fixed names. */
function listRuns({ runs }: Found): readonly string[] {
  const answers = Array.from({ length: mostAnswers }, (_, index) => `answer:${index + 1}`);
  return ['confirm', 'answer:how', 'answer:stopped', ...answers, ...[...runs].sort()];
}

function listDeviceIds(keys: readonly TracedKey[]): readonly string[] {
  const ids = keys.flatMap(({ key: { type, value }, relation }) => {
    if (relation !== 'leads') return [];
    if (type === 'userId' || type === 'anonymousId') return [value];
    return type === 'externalId' ? [value.slice(value.indexOf(':') + 1)] : [];
  });
  return [...new Set(ids)].sort();
}
