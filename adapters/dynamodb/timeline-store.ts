/** The timeline in DynamoDB: touchpoints with their decisions, beside the messages of the ledger. */

import {
  BatchWriteItemCommand,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { TimelineStore } from '../../app/ports/timeline-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { touchpointPrefix } from '../keys.ts';
import { type Item, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { createEntryArchive } from './entry-archive.ts';
import { encodeEntryBody, makeEntryKey } from './timeline-item.ts';
import { decodeTouchpoints } from './touchpoint-page.ts';

export function createDynamoTimelineStore(database: Database, table: string): TimelineStore {
  const write = (entry: TimelineEntry, update: UpdateInput) =>
    database.send(
      new UpdateItemCommand({
        TableName: table,
        Key: makeEntryKey(entry.profileId, entry.occurredAt, entry.touchpointId),
        ...update,
      }),
    );
  return {
    ...createEntryArchive(database, table),

    async putEntries(entries, expiresAt) {
      const { UnprocessedItems } = await database.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [table]: entries.map((entry) => ({
              PutRequest: { Item: { ...keyOf(entry), ...encodeEntryBody(entry, expiresAt) } },
            })),
          },
        }),
      );
      const left = Object.values(UnprocessedItems ?? {}).flat();
      const keys = new Set(left.map(({ PutRequest }) => describeKey(PutRequest?.Item ?? {})));
      return entries.filter((entry) => keys.has(describeKey(keyOf(entry))));
    },

    async amendEntry(entry, expiresAt) {
      await write(
        entry,
        buildUpdate(encodeEntryBody(entry, expiresAt), (name) => `:${name}`),
      );
    },

    async restoreEntry(entry, expiresAt) {
      // An existing entry was written by the decision itself and stays.
      const keep = (name: string) => `if_not_exists(#${name}, :${name})`;
      await write(entry, buildUpdate(encodeEntryBody(entry, expiresAt), keep));
    },

    async findEntry(profileId, occurredAt, touchpointId) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: makeEntryKey(profileId, occurredAt, touchpointId),
          ProjectionExpression: 'pk, touchpoint',
          ConsistentRead: true,
        }),
      );
      if (Item === undefined) return undefined;
      return Item['touchpoint'] === undefined ? 'decided' : 'whole';
    },

    async listTouchpoints(profileId, cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': makeText(profileId), ':prefix': makeText(touchpointPrefix) },
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      const next = encodeCursor(LastEvaluatedKey);
      return { ...decodeTouchpoints(Items), ...omitAbsent({ cursor: next }) };
    },
  };
}

interface UpdateInput {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Item;
}

/** Sets each attribute to the expression that `right` returns for its name. */
function buildUpdate(body: Item, right: (name: string) => string): UpdateInput {
  const names = Object.keys(body);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = ${right(name)}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(body).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

function keyOf(entry: TimelineEntry): Item {
  return makeEntryKey(entry.profileId, entry.occurredAt, entry.touchpointId);
}

function describeKey(item: Item): string {
  return JSON.stringify([readText(item, 'pk', 'Touchpoint'), readText(item, 'sk', 'Touchpoint')]);
}
