/** The merges of one person, or the newest of all people. */
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { MergeReader, MergeRecord } from '../ports/merge-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import type { TimelineReader } from '../ports/timeline-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { findIdentifiers } from './find-identifiers.ts';
import { findProfileId } from './find-person.ts';
import { readOneTimeline } from './read-timeline.ts';

export interface MergeStores {
  readonly merges: MergeReader;
  readonly profiles: Pick<ProfileStore, 'load' | 'loadStored'>;
  readonly identities: IdentityStore;
  readonly timeline: TimelineReader;
  readonly programs: ProgramReader;
}

export interface ListedMerge extends MergeRecord {
  /** Of one person only: the ids that lead to each of the two profiles (`anonymousId:x`). */
  readonly ids?: { readonly survivor: readonly string[]; readonly ended: readonly string[] };
}

/** Entries of each profile in which ids are looked for. */
const readEntries = 1_000;

/** One query per day, until there are `limit`. `now` in epoch ms. */
export async function listNewestMerges(
  { merges }: Pick<MergeStores, 'merges'>,
  { now, days, limit }: { readonly now: number; readonly days: number; readonly limit: number },
): Promise<readonly ListedMerge[]> {
  const found: MergeRecord[] = [];
  for (let day = 0; day < days && found.length < limit; day++)
    found.push(...(await merges.listOfDay(formatUtcDay(now - day * DAY), limit - found.length)));
  return found;
}

/** Newest first, also those that were undone; undefined: there is no such person. Throws RequestInvalidError. */
export async function listMergesOf(
  person: string,
  stores: MergeStores,
  limit: number,
): Promise<readonly ListedMerge[] | undefined> {
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  if (profileId === undefined) return undefined;
  const profile = await stores.profiles.load(profileId, { consistent: true });
  if (profile === undefined) return undefined;
  const policy = (await loadPublished(stores.programs))?.policy.identity;
  const records = await listRecords(profile, stores);
  const newest = records.toSorted((left, right) => right.at - left.at).slice(0, limit);
  return Promise.all(
    newest.map(async (merge) => ({
      ...merge,
      ids: {
        survivor: await listIds(merge.survivor, stores, policy),
        ended: await listIds(merge.ended, stores, policy),
      },
    })),
  );
}

/** Those into it, and into the profiles that ended in it; of a profile that an undo restored, those that it was in. */
async function listRecords(
  { id, absorbed = [], apart = [] }: Profile,
  { merges }: Pick<MergeStores, 'merges'>,
): Promise<readonly MergeRecord[]> {
  const partitions = new Set([id, ...[...absorbed, ...apart].map(([other]) => other)]);
  const lists = await Promise.all([...partitions].map((partition) => merges.listOf(partition)));
  const own = new Set([id, ...absorbed.map(([other]) => other)]);
  return lists.flat().filter(({ survivor, ended }) => own.has(survivor) || own.has(ended));
}

/** The ids that lead to the profile, also if it ended in another one. */
export async function listIds(
  profileId: string,
  { profiles, timeline, identities }: Pick<MergeStores, 'profiles' | 'timeline' | 'identities'>,
  policy: IdentityPolicy | undefined,
): Promise<readonly string[]> {
  const stored = await profiles.loadStored(profileId);
  if (stored === undefined) return [];
  const rows = await readOneTimeline(timeline, profileId, readEntries);
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  const found = await findIdentifiers(stored, entries, identities, policy);
  return found.filter(({ owner }) => owner === profileId).map(({ type, value }) => `${type}:${value}`);
}
