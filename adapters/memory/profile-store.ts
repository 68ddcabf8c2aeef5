/** Profiles in memory, through the same item codec as in DynamoDB: for tests and the simulator. */

import { ProfileConflictError, ProfileTooLargeError } from '../../app/ports/profile-errors.ts';
import type { DuePage, ProfileStore } from '../../app/ports/profile-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { Item } from '../dynamodb/attributes.ts';
import { largestItem, measureItem } from '../dynamodb/measure-item.ts';
import { decodeProfile, encodeProfile } from '../dynamodb/profile-item.ts';
import { followMerges } from '../follow-merges.ts';
import { wakeShardKey } from '../keys.ts';
import { chooseWakeShard } from '../wake-shard.ts';
import { checkItem } from './check-item.ts';

export interface MemoryProfileOptions {
  readonly wakeShards?: number;
  /** Bytes; DynamoDB's limit unless a test lowers it. */
  readonly limit?: number;
  readonly pageSize?: number;
  /** The stored items, for tests that damage some. */
  readonly items?: Map<string, Item>;
}

export interface MemoryProfileStore extends ProfileStore {
  /** Ids of all profiles, sorted. */
  listIds(): readonly string[];
  /** The stored items by profile id: for the scanner. */
  readonly items: ReadonlyMap<string, Item>;
}

type Due = DuePage['due'][number];

export function createMemoryProfileStore(options: MemoryProfileOptions = {}): MemoryProfileStore {
  const { wakeShards = 4, limit = largestItem, pageSize = 500, items = new Map<string, Item>() } = options;
  const readVersion = (profileId: string) => Number(items.get(profileId)?.['version']?.N ?? 0);
  const loadStored = async (profileId: string): Promise<Profile | undefined> => {
    const item = items.get(profileId);
    return item === undefined ? undefined : decodeProfile(item);
  };
  return {
    load: (profileId) => followMerges(profileId, loadStored),
    loadStored,
    async save(profile) {
      const item = encodeProfile(profile, chooseWakeShard(profile.id, wakeShards));
      const bytes = measureItem(item);
      if (bytes > limit) throw new ProfileTooLargeError(profile.id, bytes, limit);
      checkItem(item);
      const expected = profile.version - 1;
      if (readVersion(profile.id) !== expected) throw new ProfileConflictError(profile.id, expected);
      items.set(profile.id, item);
    },
    async clearOutbox(profileId, version) {
      const item = items.get(profileId);
      if (item === undefined || readVersion(profileId) !== version) return false;
      const { outbox: _published, ...rest } = item;
      items.set(profileId, rest);
      return true;
    },
    async listDue(shard, now, cursor) {
      const partition = wakeShardKey(shard);
      const due = [...items]
        .filter(([, item]) => item['wakeShard']?.S === partition)
        .map(([profileId, item]) => ({ profileId, wakeAt: Number(item['wakeAt']?.N) }))
        .filter(({ wakeAt }) => wakeAt <= now)
        .sort(compareDue);
      // After the given one, as DynamoDB pages: entries come and go between two pages.
      const last = cursor === undefined ? undefined : (JSON.parse(cursor) as Due);
      const rest = last === undefined ? due : due.filter((entry) => compareDue(entry, last) > 0);
      const page = rest.slice(0, pageSize);
      return {
        due: page,
        ...omitAbsent({ cursor: page.length < rest.length ? JSON.stringify(page.at(-1)) : undefined }),
      };
    },
    items,
    listIds: () => [...items.keys()].sort(),
  };
}

function compareDue(left: Due, right: Due): number {
  return (
    left.wakeAt - right.wakeAt ||
    (left.profileId < right.profileId ? -1 : left.profileId > right.profileId ? 1 : 0)
  );
}
