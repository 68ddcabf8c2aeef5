/** Profiles in DynamoDB: one item each, one conditional write per decision, a sparse index of due timers. */

import { GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ProfileConflictError, ProfileTooLargeError } from '../../app/ports/profile-errors.ts';
import type { ProfileStore } from '../../app/ports/profile-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { followMerges } from '../follow-merges.ts';
import { wakeShardKey } from '../keys.ts';
import { chooseWakeShard } from '../wake-shard.ts';
import { makeNumber, makeText, readNumber, readText } from './attributes.ts';
import { type Database, isAccepted, isConditionFailure } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { largestItem, measureItem } from './measure-item.ts';
import { decodeProfile, encodeProfile } from './profile-item.ts';

/** Entries of the wake index per page. */
const pageSize = 500;

export interface ProfileTable {
  readonly database: Database;
  readonly table: string;
  /** Partitions of the wake index. */
  readonly wakeShards: number;
  /** After which an anonymous visitor who is not seen expires; absent or 0: never. */
  readonly anonymousDays?: number;
}

/** After the last write or timer of a visitor: what an old touchpoint has created does not end at once. */
const leastDays = 30;

export function createDynamoProfileStore({
  database,
  table,
  wakeShards,
  anonymousDays = 0,
}: ProfileTable): ProfileStore {
  const loadOne = async (profileId: string, consistent: boolean): Promise<Profile | undefined> => {
    const { Item } = await database.send(
      new GetItemCommand({
        TableName: table,
        Key: { pk: makeText(profileId) },
        ConsistentRead: consistent,
      }),
    );
    return Item === undefined ? undefined : decodeProfile(Item);
  };
  return {
    load: (profileId, { consistent }) => followMerges(profileId, (id) => loadOne(id, consistent)),
    loadStored: (profileId) => loadOne(profileId, true),

    async save(profile) {
      const item = encodeProfile(profile, chooseWakeShard(profile.id, wakeShards));
      if (anonymousDays > 0 && isExpiring(profile))
        item['expiresAt'] = makeNumber(findExpiry(profile, anonymousDays));
      const bytes = measureItem(item);
      if (bytes > largestItem) throw new ProfileTooLargeError(profile.id, bytes, largestItem);
      const expected = profile.version - 1;
      // isFirst: no one created the profile meanwhile. isNext: no one wrote since the state was loaded.
      const isFirst = { ConditionExpression: 'attribute_not_exists(pk)' };
      const isNext = {
        ConditionExpression: '#version = :expected',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':expected': makeNumber(expected) },
      };
      try {
        await database.send(
          new PutItemCommand({ TableName: table, Item: item, ...(expected === 0 ? isFirst : isNext) }),
        );
      } catch (error) {
        // Also when this writer's first attempt succeeded and its response was lost: the caller reloads, finds its inputs
        // counted, and publishes the outbox.
        throw isConditionFailure(error) ? new ProfileConflictError(profile.id, expected) : error;
      }
    },

    clearOutbox: (profileId, version) =>
      isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: makeText(profileId) },
            UpdateExpression: 'REMOVE outbox',
            // isSame: a later version has its own outbox, which is not published yet.
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': makeNumber(version) },
          }),
        ),
      ),

    async listDue(shard, now, cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'wake',
          KeyConditionExpression: 'wakeShard = :shard AND wakeAt <= :now',
          ExpressionAttributeValues: { ':shard': makeText(wakeShardKey(shard)), ':now': makeNumber(now) },
          ExclusiveStartKey: decodeCursor(cursor),
          Limit: pageSize,
        }),
      );
      const next = encodeCursor(LastEvaluatedKey);
      return {
        due: Items.map((item) => ({
          profileId: readText(item, 'pk', 'Profile'),
          wakeAt: readNumber(item, 'wakeAt', 'Profile'),
        })),
        ...omitAbsent({ cursor: next }),
      };
    },
  };
}

/** Keys lead to a profile that has ended in another one: it stays. */
function isExpiring({ isAnonymous, mergedInto }: Profile): boolean {
  return isAnonymous === true && mergedInto === undefined;
}

/** Epoch seconds. */
function findExpiry({ lastSeenAt, wakeAt = 0 }: Profile, anonymousDays: number): number {
  const least = expireAfter(Math.max(Date.now(), wakeAt), leastDays);
  return Math.max(expireAfter(lastSeenAt, anonymousDays), least);
}
