/** Requests of keys of the Profile API: an item per key and minute in the statistics table. */
import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { CallCounter, CallReader } from '../../app/ports/call-counter.ts';
import { expireAfter, MINUTE } from '../../engine/base/time-units.ts';
import { schemaVersion } from '../keys.ts';
import { callPartition, callSortKey, parseCallMinute } from '../profile-api-keys.ts';
import { makeNumber, makeText, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

/** Days for which a count is kept: `percorso api-keys list` shows when a key was used last. */
const keptDays = 35;

export function createDynamoCallCounter(database: Database, table: string): CallCounter & CallReader {
  return {
    // A retry after a lost response counts twice: the key gets less than its limit then, never more.
    count: (keyId, minute, limit) =>
      isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: makeText(callPartition(keyId)), sk: makeText(callSortKey(minute)) },
            UpdateExpression:
              'SET entity = :entity, schemaVersion = :schema, expiresAt = :expires ADD calls :one',
            // isBelow: the limit of the minute is not reached.
            ConditionExpression: 'attribute_not_exists(calls) OR calls < :limit',
            ExpressionAttributeValues: {
              ':entity': makeText('Calls'),
              ':schema': makeNumber(schemaVersion),
              ':expires': makeNumber(expireAfter(minute * MINUTE, keptDays)),
              ':one': makeNumber(1),
              ':limit': makeNumber(limit),
            },
          }),
        ),
      ),

    async findLast(keyId) {
      const { Items: [last] = [] } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': makeText(callPartition(keyId)) },
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      return last === undefined ? undefined : parseCallMinute(readText(last, 'sk', 'Calls')) * MINUTE;
    },
  };
}
