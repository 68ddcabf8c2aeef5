/** The inventory of events in the statistics table: one item per process and day, which the process replaces. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { InventoryBatch, InventoryStore } from '../../app/ports/inventory-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import { inventoryPartition, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const entity = 'EventInventory';
const keptDays = 35;

export function createDynamoInventoryStore(database: Database, table: string): InventoryStore {
  return {
    async put({ process, day, events, others }) {
      const Item: Item = {
        pk: makeText(inventoryPartition(day)),
        sk: makeText(process),
        entity: makeText(entity),
        schemaVersion: makeNumber(schemaVersion),
        expiresAt: makeNumber((Date.parse(`${day}T00:00:00Z`) + keptDays * DAY) / 1000),
        // Names of fields repeat: compressed, a batch of 20 names is 1 to 2 KB.
        content: { B: deflateRawSync(JSON.stringify({ events, others })) },
      };
      await database.send(new PutItemCommand({ TableName: table, Item }));
    },

    async list(day, cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :day',
          ExpressionAttributeValues: { ':day': makeText(inventoryPartition(day)) },
          ...omitAbsent({ ExclusiveStartKey: decodeCursor(cursor) }),
        }),
      );
      const batches = Items.map((item) => decode(item, day));
      return { batches, ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }) };
    },
  };
}

function decode(item: Item, day: string): InventoryBatch {
  checkSchemaVersion(item, entity);
  const { events, others } = JSON.parse(
    inflateRawSync(item['content']?.B ?? new Uint8Array()).toString('utf8'),
  ) as Pick<InventoryBatch, 'events' | 'others'>;
  return { process: readText(item, 'sk', entity), day, events, others };
}
