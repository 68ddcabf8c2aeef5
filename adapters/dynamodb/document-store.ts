/** Config documents as native maps in the config table, where users may also edit them by hand. */

import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DocumentNotStorableError } from '../../app/ports/document-not-storable-error.ts';
import type { DocumentStore, StoredDocument } from '../../app/ports/document-store.ts';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { documentKinds } from '../../engine/model/documents/documents.ts';
import { documentPartition, schemaVersion, stagedPartition } from '../keys.ts';
import { type Database, isConditionFailure } from './client.ts';

export interface DocumentStoreOptions {
  /** Strongly consistent reads, at double the cost (for the command line). */
  readonly consistent: boolean;
  /** Default: the published documents. */
  readonly isStaged?: boolean;
}

export function createDynamoDocumentStore(
  client: Database,
  tableName: string,
  { consistent, isStaged = false }: DocumentStoreOptions,
): DocumentStore {
  const TableName = tableName;
  const partitionOf = isStaged ? stagedPartition : documentPartition;
  const keyOf = (kind: string, id: string) => marshall({ pk: partitionOf(kind), sk: id });
  return {
    async list(cursor) {
      const { kind, after } = readCursor(cursor);
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: partitionOf(kind) } },
          ConsistentRead: consistent,
          ...omitAbsent({ ExclusiveStartKey: after === undefined ? undefined : keyOf(kind, after) }),
        }),
      );
      const next = makeCursor(kind, LastEvaluatedKey?.['sk']?.S);
      return {
        documents: (Items ?? []).map((item) => readItem(kind, item)),
        ...omitAbsent({ cursor: next }),
      };
    },

    async put(document) {
      const { kind, id } = document;
      try {
        const item = {
          pk: partitionOf(kind),
          sk: id,
          entity: isStaged ? 'StagedDocument' : 'Document',
          schemaVersion,
          document,
        };
        await client.send(new PutItemCommand({ TableName, Item: marshall(item) }));
      } catch (error) {
        // Thrown by marshall, or by DynamoDB for this item only.
        if (error instanceof Error && (error.name === 'Error' || error.name === 'ValidationException'))
          throw new DocumentNotStorableError(kind, id, error);
        throw error;
      }
    },

    async remove(kind, id) {
      await client.send(new DeleteItemCommand({ TableName, Key: keyOf(kind, id) }));
    },

    async annotate(kind, id, problems, now) {
      const command = new UpdateItemCommand({
        TableName,
        Key: keyOf(kind, id),
        // A document deleted meanwhile must not be recreated as an item without content.
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

/** A page contains documents of one kind: the cursor contains the kind, and the id to continue after. */
function readCursor(cursor: string | undefined): { readonly kind: string; readonly after?: string } {
  if (cursor === undefined) return { kind: documentKinds[0] ?? '' };
  const separator = cursor.indexOf('#');
  const after = cursor.slice(separator + 1);
  return { kind: cursor.slice(0, separator), ...omitAbsent({ after: after === '' ? undefined : after }) };
}

function makeCursor(kind: string, last: string | undefined): string | undefined {
  if (last !== undefined) return `${kind}#${last}`;
  const kinds: readonly string[] = documentKinds;
  const next = kinds[kinds.indexOf(kind) + 1];
  return next === undefined ? undefined : `${next}#`;
}

/** Lenient: validation reports whatever a user left in the item; the page does not fail. */
function readItem(kind: string, item: Record<string, AttributeValue>): StoredDocument {
  const attributes = unmarshall(item, { wrapNumbers: Number });
  const problems: unknown = attributes['problems'];
  return {
    kind,
    id: item['sk']?.S ?? '',
    document: readMap(attributes['document']),
    ...omitAbsent({ problems: Array.isArray(problems) ? problems.map(String) : undefined }),
  };
}

function readMap(value: unknown): JsonObject {
  const json = toJson(value);
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};
}

/** Sets become lists in a stable order; binary values, which no field accepts, become a text that says so. */
function toJson(value: unknown): Json {
  if (value instanceof Set) return [...value].map(toJson).sort();
  if (value instanceof Uint8Array) return '(binary)';
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
