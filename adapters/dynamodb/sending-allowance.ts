/** Taken allowances in DynamoDB: one counter per limit and day, in the statistics table. */
import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SendingAllowance } from '../../app/ports/sending-allowance.ts';
import { DAY } from '../../engine/base/time-units.ts';
import { allowancePartition, schemaVersion } from '../keys.ts';
import { makeNumber, makeText } from './attributes.ts';
import type { Database } from './client.ts';

const keptDays = 100;

export function createDynamoSendingAllowance(database: Database, table: string): SendingAllowance {
  return {
    async claim(name, day, ceiling, count) {
      try {
        const { Attributes } = await database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeAllowanceKey(name, day),
            UpdateExpression:
              'SET #entity = :entity, schemaVersion = :version, expiresAt = :expiry ADD taken :count',
            // isLeft: never over the ceiling, however many senders take at once.
            ConditionExpression:
              count <= ceiling ? 'attribute_not_exists(taken) OR taken <= :most' : 'taken < :never',
            ExpressionAttributeNames: { '#entity': 'entity' },
            ExpressionAttributeValues: {
              ':entity': makeText('Allowance'),
              ':version': makeNumber(schemaVersion),
              ':expiry': makeNumber((Date.parse(day) + keptDays * DAY) / 1000),
              ':count': makeNumber(count),
              ...(count <= ceiling ? { ':most': makeNumber(ceiling - count) } : { ':never': makeNumber(0) }),
            },
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return { isTaken: true, taken: Number(Attributes?.['taken']?.N ?? count) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return { isTaken: false, taken: Number(error.Item?.['taken']?.N ?? 0) };
      }
    },

    async read(name, day) {
      const { Item } = await database.send(
        new GetItemCommand({ TableName: table, Key: makeAllowanceKey(name, day) }),
      );
      return Number(Item?.['taken']?.N ?? 0);
    },
  };
}

function makeAllowanceKey(name: string, day: string) {
  return { pk: makeText(allowancePartition(name)), sk: makeText(day) };
}
