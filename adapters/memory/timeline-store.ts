/** The timeline in memory, through the same item codec as in DynamoDB: for tests and the simulator. */

import type { TimelineReader, TimelineStore } from '../../app/ports/timeline-store.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { type Item, readText } from '../dynamodb/attributes.ts';
import { decodeCount, encodeCount, makeCountKey } from '../dynamodb/entry-count-item.ts';
import { encodeFold, hasEntry, listFoldsOf, unfoldItems } from '../dynamodb/folded-entries.ts';
import { encodeEntryBody, makeEntryKey } from '../dynamodb/timeline-item.ts';
import { type ItemPage, listTimeline } from '../dynamodb/timeline-reader.ts';
import { decodeTouchpoints } from '../dynamodb/touchpoint-page.ts';
import { touchpointPrefix } from '../keys.ts';
import { checkItem } from './check-item.ts';
import { MemoryTable } from './memory-table.ts';

export interface MemoryTimelineStore extends TimelineStore, TimelineReader {
  /** Every touchpoint entry of every profile, oldest first per profile. */
  listAllEntries(): readonly TimelineEntry[];
}

/** `table` can be shared with a message ledger, as in DynamoDB. */
export function createMemoryTimelineStore(table: MemoryTable = new MemoryTable()): MemoryTimelineStore {
  /** By profile and sort key: a person can have thousands of items, and few of them are folds. */
  const folds = new Map<string, Map<string, Item>>();
  const write = (entry: TimelineEntry, merge: (stored: Item) => Item) => {
    const key = makeEntryKey(entry.profileId, entry.occurredAt, entry.touchpointId);
    const [pk, sk] = [readText(key, 'pk', 'Touchpoint'), readText(key, 'sk', 'Touchpoint')];
    table.put(pk, sk, { ...merge(table.get(pk, sk) ?? {}), ...key });
  };
  return {
    async putEntries(records, expiresAt) {
      const items = records.map(
        (record): Item =>
          'traces' in record
            ? {
                ...makeEntryKey(record.profileId, record.occurredAt, record.touchpointId),
                ...encodeEntryBody(record, expiresAt),
              }
            : encodeFold(record, expiresAt),
      );
      // One refused item fails its whole call, as in DynamoDB.
      for (const item of items) checkItem(item);
      for (const item of items) {
        const [pk, sk] = [readText(item, 'pk', 'Touchpoint'), readText(item, 'sk', 'Touchpoint')];
        table.put(pk, sk, item);
        if (item['folded'] !== undefined)
          folds.set(pk, (folds.get(pk) ?? new Map<string, Item>()).set(sk, item));
      }
      return [];
    },
    async amendEntry(entry, expiresAt) {
      write(entry, (stored) => ({ ...stored, ...encodeEntryBody(entry, expiresAt) }));
    },
    async restoreEntry(entry, expiresAt) {
      write(entry, (stored) => ({ ...encodeEntryBody(entry, expiresAt), ...stored }));
    },
    async findEntry(profileId, occurredAt, touchpointId) {
      const key = makeEntryKey(profileId, occurredAt, touchpointId);
      const item = table.get(profileId, readText(key, 'sk', 'Touchpoint'));
      if (item !== undefined) return item['touchpoint'] === undefined ? 'decided' : 'whole';
      const prefix = listFoldsOf(occurredAt);
      const found = [...(folds.get(profileId) ?? [])].filter(([sk]) => sk.startsWith(prefix));
      return hasEntry(
        found.map(([, fold]) => fold),
        occurredAt,
        touchpointId,
      )
        ? 'whole'
        : undefined;
    },
    async findCount(profileId, name) {
      const item = table.get(profileId, readText(makeCountKey(profileId, name), 'sk', 'Entries'));
      return item === undefined ? undefined : decodeCount(item);
    },
    async keepCount(profileId, name, count) {
      const key = makeCountKey(profileId, name);
      const sk = readText(key, 'sk', 'Entries');
      const stored = table.get(profileId, sk);
      if (stored !== undefined && decodeCount(stored)[0] >= count[0]) return;
      table.put(profileId, sk, { ...key, ...encodeCount(count) });
    },
    list: (profileId, options) =>
      listTimeline(options, async (prefix, limit, before) =>
        listPage(table, profileId, prefix, limit, before),
      ),
    async removeEntries(entries) {
      for (const { profileId, occurredAt, touchpointId } of entries)
        table.delete(
          profileId,
          readText(makeEntryKey(profileId, occurredAt, touchpointId), 'sk', 'Touchpoint'),
        );
      return [];
    },
    listTouchpoints: async (profileId) =>
      decodeTouchpoints(
        table.listDescending(profileId, touchpointPrefix, Number.MAX_SAFE_INTEGER, undefined).toReversed(),
      ),
    listAllEntries: () =>
      table
        .partitions()
        .flatMap((profileId) =>
          unfoldItems(
            table.listDescending(profileId, touchpointPrefix, Number.MAX_SAFE_INTEGER, undefined),
          ).map(({ entry }) => entry),
        ),
  };
}

function listPage(
  table: MemoryTable,
  profileId: string,
  prefix: string,
  limit: number,
  below: string | undefined,
): ItemPage {
  const items = table.listDescending(profileId, prefix, limit, below);
  return { items, hasMore: items.length === limit };
}
