/** The sweep of erasures that is under way: one item of the table of the consent ledger. */
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ErasureSweep, ErasureSweeps } from '../../app/ports/erasure-sweeps.ts';
import type { Json } from '../../engine/base/json.ts';
import { erasureSweepPartition, erasureSweepSortKey } from '../erased-key.ts';
import { schemaVersion } from '../keys.ts';
import { checkSchemaVersion, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

const entity = 'ErasureSweep';

export function createDynamoErasureSweeps(database: Database, table: string): ErasureSweeps {
  const key = { pk: makeText(erasureSweepPartition), sk: makeText(erasureSweepSortKey) };
  const write = (sweep: ErasureSweep, condition: string) =>
    isAccepted(
      database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            ...key,
            entity: makeText(entity),
            schemaVersion: makeNumber(schemaVersion),
            startedAt: makeNumber(sweep.startedAt),
            sweep: encodeJson(sweep as unknown as Json),
          },
          ConditionExpression: condition,
          ...(condition.includes(':at') && {
            ExpressionAttributeValues: { ':at': makeNumber(sweep.startedAt) },
          }),
        }),
      ),
    );
  return {
    async read() {
      const command = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
      const { Item: item } = await database.send(command);
      if (item === undefined) return undefined;
      checkSchemaVersion(item, entity);
      return item['sweep'] && (decodeJson(item['sweep']) as unknown as ErasureSweep);
    },
    // isFirst: two processes can begin at the same time.
    begin: (sweep) => write(sweep, 'attribute_not_exists(pk)'),
    // isOurs: a slow process must not bring back a sweep that has ended.
    save: (sweep) => write(sweep, 'startedAt = :at'),
    async end({ startedAt }) {
      const removed = database.send(
        new DeleteItemCommand({
          TableName: table,
          Key: key,
          ConditionExpression: 'startedAt = :at',
          ExpressionAttributeValues: { ':at': makeNumber(startedAt) },
        }),
      );
      await isAccepted(removed);
    },
  };
}
