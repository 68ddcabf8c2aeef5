/** Entry counts that do not fit into the profile, in DynamoDB: one item per name. */
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { EntryArchive } from '../../app/ports/timeline-store.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeCount, encodeCount, makeCountKey } from './entry-count-item.ts';

export function createEntryArchive(database: Database, table: string): EntryArchive {
  return {
    async findCount(profileId, name) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: makeCountKey(profileId, name),
          // Consistent: the count was archived before the profile was saved without it, and a replica may lag.
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? undefined : decodeCount(Item);
    },

    async keepCount(profileId, name, count) {
      const body = Object.entries(encodeCount(count));
      await isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeCountKey(profileId, name),
            UpdateExpression: `SET ${body.map(([attribute]) => `#${attribute} = :${attribute}`).join(', ')}`,
            // isNew, or isHigher: a delayed write must not undo a later entry.
            ConditionExpression: 'attribute_not_exists(#times) OR #times < :times',
            ExpressionAttributeNames: Object.fromEntries(
              body.map(([attribute]) => [`#${attribute}`, attribute]),
            ),
            ExpressionAttributeValues: Object.fromEntries(
              body.map(([attribute, value]) => [`:${attribute}`, value]),
            ),
          }),
        ),
      );
    },
  };
}
