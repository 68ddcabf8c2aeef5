/** Publishes programs and compiled templates to the config table. */

import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { ProgramConflictError } from '../../app/ports/program-errors.ts';
import type { ProgramStore } from '../../app/ports/program-store.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import {
  chunkSortKey,
  currentProgramSortKey,
  programPartition,
  schemaVersion,
  templatePartition,
} from '../keys.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isConditionFailure } from './client.ts';
import { encodeJson } from './json-attribute.ts';
import { createDynamoProgramReader, makeKey } from './program-reader.ts';

export function createDynamoProgramStore(client: Database, tableName: string): ProgramStore {
  const TableName = tableName;
  return {
    ...createDynamoProgramReader(client, tableName),

    async saveChunk(version, index, bytes) {
      const command = new PutItemCommand({
        TableName,
        Item: {
          pk: { S: programPartition },
          sk: { S: chunkSortKey(version, index) },
          entity: { S: 'ProgramChunk' },
          schemaVersion: { N: String(schemaVersion) },
          version: { N: String(version) },
          index: { N: String(index) },
          bytes: { B: bytes },
        },
        // No one has started to write this version, or it was this publisher: two publishers must not mix their chunks.
        ConditionExpression: 'attribute_not_exists(pk) OR #bytes = :bytes',
        ExpressionAttributeNames: { '#bytes': 'bytes' },
        ExpressionAttributeValues: { ':bytes': { B: bytes } },
      });
      await sendConditionally(client.send(command), version);
    },

    async listChunksBefore(version) {
      const { Items } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': makeText(programPartition),
            ':first': makeText(chunkSortKey(0, 0)),
            ':last': makeText(chunkSortKey(Math.max(0, version - 1), 9999)),
          },
          ProjectionExpression: '#version, #index',
          ExpressionAttributeNames: { '#version': 'version', '#index': 'index' },
        }),
      );
      return (Items ?? []).map((item) => ({
        version: Number(item['version']?.N),
        index: Number(item['index']?.N),
      }));
    },

    async removeChunk(version, index) {
      await client.send(
        new DeleteItemCommand({
          TableName,
          Key: makeKey(programPartition, chunkSortKey(version, index)),
        }),
      );
    },

    async setCurrent(from, current) {
      const command = new PutItemCommand({
        TableName,
        Item: encodeItem({
          pk: programPartition,
          sk: currentProgramSortKey,
          entity: 'CurrentProgram',
          schemaVersion,
          ...current,
        }),
        // The program that this one is based on is still the published one; or this write succeeded before, its response was
        // lost, and this is the SDK's retry.
        ConditionExpression: `${from === 0 ? 'attribute_not_exists(pk)' : '#version = :from'} OR (#version = :version AND #hash = :hash)`,
        ExpressionAttributeNames: { '#version': 'version', '#hash': 'hash' },
        ExpressionAttributeValues: {
          ...omitAbsent({ ':from': from === 0 ? undefined : makeNumber(from) }),
          ':version': makeNumber(current.version),
          ':hash': makeText(current.hash),
        },
      });
      await sendConditionally(client.send(command), current.version);
    },

    async saveTemplate({ id, revision, channel, contents, transliterate, shortLinks, fetch }) {
      // Unconditional: a revision is the hash of its content, so writing it again changes nothing.
      await client.send(
        new PutItemCommand({
          TableName,
          Item: encodeItem({
            pk: templatePartition(id),
            sk: revision,
            entity: 'Template',
            schemaVersion,
            channel,
            contents,
            ...omitAbsent({ transliterate, shortLinks, fetch }),
          }),
        }),
      );
    },
  };
}

/** Readable in the console, whatever the JSON. */
function encodeItem(item: object): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, encodeJson(value as Json)]));
}

async function sendConditionally(sent: Promise<unknown>, version: number): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (isConditionFailure(error)) throw new ProgramConflictError(version);
    throw error;
  }
}
