/** Positions of lists in DynamoDB: an item per list in the table of identity keys, which its reader writes anyway. */
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { ReadingPositions } from '../../app/ports/reading-positions.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readingPositionKey, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, makeNumber, makeText } from './attributes.ts';
import type { Database } from './client.ts';

const positionEntity = 'ReadingPosition';

export function createDynamoReadingPositions(database: Database, table: string): ReadingPositions {
  const makeKey = (list: string) => ({ pk: makeText(readingPositionKey(list)) });
  return {
    async read(list) {
      const { Item } = await database.send(
        new GetItemCommand({ TableName: table, Key: makeKey(list), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, positionEntity);
      return Item['cursor']?.S;
    },

    async keep(list, cursor) {
      await database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: makeKey(list),
          UpdateExpression: `SET #entity = :entity, #version = :version${
            cursor === undefined ? ' REMOVE #cursor' : ', #cursor = :cursor'
          }`,
          ExpressionAttributeNames: {
            '#entity': 'entity',
            '#version': 'schemaVersion',
            '#cursor': 'cursor',
          },
          ExpressionAttributeValues: {
            ':entity': makeText(positionEntity),
            ':version': makeNumber(schemaVersion),
            ...omitAbsent({ ':cursor': cursor === undefined ? undefined : makeText(cursor) }),
          },
        }),
      );
    },
  };
}
