/** The records of merges in DynamoDB. advance-profile loads this file with the first merge. */
import {
  BatchWriteItemCommand,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { MergeReader, MergeStore } from '../../app/ports/merge-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { type Item, makeText } from './attributes.ts';
import type { Database } from './client.ts';
import { createMergeItems } from './merge-items.ts';

/** DynamoDB's limit of one batch. */
const batchSize = 25;

/** DynamoDB was too busy to remove entries of a timeline: the record is delivered again. */
export class EntriesRemainError extends Error {
  readonly code = 'entries_remain';
  readonly left: number;
  constructor(left: number) {
    super(`DynamoDB left ${left} entries of a timeline in place. The undo of the merge is retried.`);
    this.name = 'EntriesRemainError';
    this.left = left;
  }
}

export function createDynamoMergeStore(database: Database, table: string): MergeStore & MergeReader {
  return createMergeItems({
    async get(pk, sk) {
      const Key = { pk: makeText(pk), sk: makeText(sk) };
      return (await database.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
    },

    async set(pk, sk, attributes) {
      const names = Object.keys(attributes);
      await database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(pk), sk: makeText(sk) },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
          ),
        }),
      );
    },

    async remove(pk, sks) {
      for (let start = 0; start < sks.length; start += batchSize) {
        const requests = sks
          .slice(start, start + batchSize)
          .map((sk) => ({ DeleteRequest: { Key: { pk: makeText(pk), sk: makeText(sk) } } }));
        const { UnprocessedItems = {} } = await database.send(
          new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
        );
        const left = Object.values(UnprocessedItems).flat().length;
        if (left > 0) throw new EntriesRemainError(left);
      }
    },

    async query(pk, prefix, limit) {
      const found: Item[] = [];
      let next: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await database.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: {
              ':pk': makeText(pk),
              ...omitAbsent({ ':prefix': prefix === '' ? undefined : makeText(prefix) }),
            },
            ScanIndexForward: false,
            ConsistentRead: true,
            ...omitAbsent({
              ExclusiveStartKey: next,
              Limit: limit === Number.MAX_SAFE_INTEGER ? undefined : limit - found.length,
            }),
          }),
        );
        found.push(...Items);
        next = LastEvaluatedKey;
      } while (next !== undefined && found.length < limit);
      return found;
    },
  });
}
