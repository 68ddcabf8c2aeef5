/** Reads the batches of statistics of a day. */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { StatisticsReader } from '../../app/ports/statistics-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { statisticsPartition } from '../keys.ts';
import { makeText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeStatistics, decodeStreams } from './statistics-item.ts';

export function createDynamoStatisticsReader(database: Database, table: string): StatisticsReader {
  return {
    async list(day, cursor) {
      const start = decodeCursor(cursor);
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :day',
          ExpressionAttributeValues: { ':day': makeText(statisticsPartition(day)) },
          ...omitAbsent({ ExclusiveStartKey: start }),
        }),
      );
      const batches = Items.map(decodeStatistics);
      const next = encodeCursor(LastEvaluatedKey);
      return next === undefined ? { batches } : { batches, cursor: next };
    },

    async listStreams(day, { from, until }, cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :day AND sk BETWEEN :from AND :until',
          ProjectionExpression: 'sk, streams',
          ExpressionAttributeValues: {
            ':day': makeText(statisticsPartition(day)),
            ':from': makeText(from),
            ':until': makeText(until),
          },
          ...omitAbsent({ ExclusiveStartKey: decodeCursor(cursor) }),
        }),
      );
      const next = encodeCursor(LastEvaluatedKey);
      const batches = Items.flatMap((item) => decodeStreams(item) ?? []).filter(({ batch }) => batch < until);
      return { batches, ...omitAbsent({ cursor: next }) };
    },
  };
}
