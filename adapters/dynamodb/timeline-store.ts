/** The timeline in DynamoDB: touchpoints with their decisions, beside the messages of the ledger. */

import {
  BatchWriteItemCommand,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { EntryRecord, TimelineStore } from '../../app/ports/timeline-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { touchpointPrefix } from '../keys.ts';
import { type Item, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { createEntryArchive } from './entry-archive.ts';
import { encodeEntryBody, makeEntryKey } from './timeline-item.ts';

export function createDynamoTimelineStore(database: Database, table: string): TimelineStore {
  const write = (entry: TimelineEntry, update: UpdateInput) =>
    database.send(
      new UpdateItemCommand({
        TableName: table,
        Key: makeEntryKey(entry.profileId, entry.occurredAt, entry.touchpointId),
        ...update,
      }),
    );
  const query = (profileId: string, prefix: string, after: Item | undefined, isConsistent = false) =>
    database.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': makeText(profileId), ':prefix': makeText(prefix) },
        ExclusiveStartKey: after,
        ConsistentRead: isConsistent,
      }),
    );
  return {
    ...createEntryArchive(database, table),

    async putEntries(records, expiresAt) {
      const items = await encodeRecords(records, expiresAt);
      const { UnprocessedItems } = await database.send(
        new BatchWriteItemCommand({
          RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
      const left = Object.values(UnprocessedItems ?? {}).flat();
      const keys = new Set(left.map(({ PutRequest }) => describeKey(PutRequest?.Item ?? {})));
      return records.filter((_, index) => keys.has(describeKey(items[index] ?? {})));
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
      if (Item !== undefined) return Item['touchpoint'] === undefined ? 'decided' : 'whole';
      const { hasEntry, listFoldsOf } = await import('./folded-entries.ts');
      let after: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await query(profileId, listFoldsOf(occurredAt), after, true);
        if (hasEntry(Items, occurredAt, touchpointId)) return 'whole';
        after = LastEvaluatedKey;
      } while (after !== undefined);
      return undefined;
    },

    async removeEntries(entries) {
      // Only an undo of an import removes any.
      const { removeEntries } = await import('./remove-entries.ts');
      return removeEntries(database, table, entries);
    },

    async listTouchpoints(profileId, cursor, options) {
      const { Items = [], LastEvaluatedKey } = await query(
        profileId,
        touchpointPrefix,
        decodeCursor(cursor),
        options?.consistent,
      );
      const next = encodeCursor(LastEvaluatedKey);
      const { decodeTouchpoints } = await import('./touchpoint-page.ts');
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

/** Most batches have no fold: the code loads with the first. */
async function encodeRecords(records: readonly EntryRecord[], expiresAt: number): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const record of records) {
    if ('traces' in record) items.push({ ...keyOf(record), ...encodeEntryBody(record, expiresAt) });
    else items.push((await import('./folded-entries.ts')).encodeFold(record, expiresAt));
  }
  return items;
}

function keyOf(entry: TimelineEntry): Item {
  return makeEntryKey(entry.profileId, entry.occurredAt, entry.touchpointId);
}

function describeKey(item: Item): string {
  return JSON.stringify([readText(item, 'pk', 'Touchpoint'), readText(item, 'sk', 'Touchpoint')]);
}
