/** States of queries in DynamoDB: one item per query, each write replaces exactly the one before. */
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { QueryState, QueryStore } from '../../app/ports/query-store.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { queryPartition, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';
import { makeStepCondition } from './step-condition.ts';

const entity = 'QueryState';
const frame = new Set(['pk', 'sk', 'entity', 'schemaVersion']);

export function createDynamoQueryStore(database: Database, table: string): QueryStore {
  return {
    async read(id) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: { pk: makeText(queryPartition), sk: makeText(id) },
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? undefined : decodeState(Item);
    },

    save(state) {
      const condition = makeStepCondition(state.step);
      return isAccepted(
        database.send(new PutItemCommand({ TableName: table, Item: encodeState(state), ...condition })),
      );
    },

    async list(cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          ExclusiveStartKey: decodeCursor(cursor),
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': makeText(queryPartition) },
          // Of a state that is behind, the write would be refused and the minute lost.
          ConsistentRead: true,
        }),
      );
      return { states: Items.map(decodeState), ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }) };
    },
  };
}

function encodeState(state: QueryState): Item {
  const fields = Object.entries(state).filter(([, value]) => value !== undefined);
  return {
    pk: makeText(queryPartition),
    sk: makeText(state.id),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    ...Object.fromEntries(fields.map(([name, value]) => [name, encodeJson(value as Json)])),
  };
}

function decodeState(item: Item): QueryState {
  checkSchemaVersion(item, entity);
  const fields = Object.entries(item).filter(([name]) => !frame.has(name));
  return Object.fromEntries(
    fields.map(([name, attribute]) => [name, decodeJson(attribute)]),
  ) as unknown as QueryState;
}
