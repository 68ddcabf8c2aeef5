/** Counts of scanned codes, in a partition of the statistics table. The sort key is the id of the link. */
import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { ScanCountStore, ScanCounts } from '../../app/ports/code-scans.ts';
import { scanPartition, schemaVersion } from '../keys.ts';
import { type Item, makeNumber, makeText, readNumber, readOptionalNumber, readText } from './attributes.ts';
import type { Database } from './client.ts';

const entity = 'ScanCounts';

export function createDynamoScanCounts(database: Database, table: string): ScanCountStore {
  return {
    async add(code, counter, at) {
      await database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(scanPartition), sk: makeText(code) },
          UpdateExpression: 'SET entity = :entity, schemaVersion = :version, lastAt = :at ADD #counter :one',
          ExpressionAttributeNames: { '#counter': counter },
          ExpressionAttributeValues: {
            ':entity': makeText(entity),
            ':version': makeNumber(schemaVersion),
            ':at': makeNumber(at),
            ':one': makeNumber(1),
          },
        }),
      );
    },

    async list() {
      // One page has thousands of codes.
      const query = {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': makeText(scanPartition) },
      };
      const { Items = [] } = await database.send(new QueryCommand({ TableName: table, ...query }));
      return Items.map(readItem);
    },
  };
}

function readItem(item: Item): ScanCounts {
  return {
    code: readText(item, 'sk', entity),
    people: readOptionalNumber(item, 'people') ?? 0,
    machines: readOptionalNumber(item, 'machines') ?? 0,
    outside: readOptionalNumber(item, 'outside') ?? 0,
    lastAt: readNumber(item, 'lastAt', entity),
  };
}
