/** Config documents as native maps in the config table, where people may also edit them by hand. */
import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Json, JsonObject } from '../../engine/json.ts';
import { documentPartition, documentSortKey, schemaVersion } from '../keys.ts';
import type { DocumentStore, StoredDocument } from '../ports.ts';
import { type Database, isConditionFailure } from './client.ts';

/** `consistent`: sees what was written a moment ago, at double the read cost (for the command line). */
export function createDynamoDocumentStore(
  client: Database,
  tableName: string,
  options: { readonly consistent: boolean },
): DocumentStore {
  const TableName = tableName;
  return {
    async list(cursor) {
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: documentPartition } },
          ConsistentRead: options.consistent,
          ...(cursor === undefined
            ? {}
            : { ExclusiveStartKey: marshall({ pk: documentPartition, sk: cursor }) }),
        }),
      );
      const last = LastEvaluatedKey?.['sk']?.S;
      return { documents: (Items ?? []).map(readItem), ...(last === undefined ? {} : { cursor: last }) };
    },

    async put(document) {
      const { kind, id } = document;
      const item = {
        pk: documentPartition,
        sk: documentSortKey(kind, id),
        entity: 'Document',
        schemaVersion,
        document,
      };
      await client.send(new PutItemCommand({ TableName, Item: marshall(item) }));
    },

    async remove(kind, id) {
      await client.send(new DeleteItemCommand({ TableName, Key: keyOf(kind, id) }));
    },

    async annotate(kind, id, problems, now) {
      const command = new UpdateItemCommand({
        TableName,
        Key: keyOf(kind, id),
        // A document removed meanwhile must not come back as an item without content.
        ConditionExpression: 'attribute_exists(pk)',
        ...(problems.length === 0
          ? { UpdateExpression: 'REMOVE problems, problemsAt' }
          : {
              UpdateExpression: 'SET problems = :problems, problemsAt = :now',
              ExpressionAttributeValues: marshall({
                ':problems': [...problems],
                ':now': new Date(now).toISOString(),
              }),
            }),
      });
      try {
        await client.send(command);
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },
  };
}

function keyOf(kind: string, id: string): Record<string, AttributeValue> {
  // A hand-written sort key may lack the `#`: its problems must show all the same.
  return marshall({ pk: documentPartition, sk: id === '' ? kind : documentSortKey(kind, id) });
}

/** Lenient: whatever a person left in the item is shown to validation rather than failing the page. */
function readItem(item: Record<string, AttributeValue>): StoredDocument {
  const sortKey = item['sk']?.S ?? '';
  const separator = sortKey.indexOf('#');
  const attributes = unmarshall(item, { wrapNumbers: Number });
  const problems: unknown = attributes['problems'];
  return {
    kind: separator < 0 ? sortKey : sortKey.slice(0, separator),
    id: separator < 0 ? '' : sortKey.slice(separator + 1),
    document: readMap(attributes['document']),
    ...(Array.isArray(problems) ? { problems: problems.map(String) } : {}),
  };
}

function readMap(value: unknown): JsonObject {
  const json = toJson(value);
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};
}

/** Sets become lists in a steady order; binary values, which no field takes, become text that says so. */
function toJson(value: unknown): Json {
  if (value instanceof Set) return [...value].map(toJson).sort();
  if (value instanceof Uint8Array) return '(binary)';
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
