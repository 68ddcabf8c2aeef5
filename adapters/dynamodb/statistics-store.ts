/** Statistics in DynamoDB: one item per batch, put once and never changed. */

import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { StatisticsStore } from '../../app/ports/statistics-store.ts';
import type { Database } from './client.ts';
import { encodeStatistics, makeStatisticsKey } from './statistics-item.ts';

export function createDynamoStatisticsStore(database: Database, table: string): StatisticsStore {
  return {
    async put(batch) {
      // Unconditional: the same batch is the same item.
      await database.send(new PutItemCommand({ TableName: table, Item: encodeStatistics(batch) }));
    },

    async has(day, batch) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: makeStatisticsKey(day, batch),
          ProjectionExpression: 'pk',
          // Consistent: the caller decides by it whether to count again.
          ConsistentRead: true,
        }),
      );
      return Item !== undefined;
    },
  };
}
