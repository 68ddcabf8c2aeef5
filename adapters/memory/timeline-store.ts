/** The timeline in memory, through the same item codec as in DynamoDB: for tests and the simulator. */

import type { TimelineReader, TimelineStore } from '../../app/ports/timeline-store.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { type Item, readText } from '../dynamodb/attributes.ts';
import { decodeCount, encodeCount, makeCountKey } from '../dynamodb/entry-count-item.ts';
import { decodeEntry, encodeEntryBody, makeEntryKey } from '../dynamodb/timeline-item.ts';
import { listTimeline } from '../dynamodb/timeline-reader.ts';
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
  const write = (entry: TimelineEntry, merge: (stored: Item) => Item) => {
    const key = makeEntryKey(entry.profileId, entry.occurredAt, entry.touchpointId);
    const [pk, sk] = [readText(key, 'pk', 'Touchpoint'), readText(key, 'sk', 'Touchpoint')];
    table.put(pk, sk, { ...merge(table.get(pk, sk) ?? {}), ...key });
  };
  return {
    async putEntries(entries, expiresAt) {
      // One refused entry fails its whole call, as in DynamoDB.
      for (const entry of entries) checkItem(encodeEntryBody(entry, expiresAt));
      for (const entry of entries) write(entry, () => encodeEntryBody(entry, expiresAt));
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
      if (item === undefined) return undefined;
      return item['touchpoint'] === undefined ? 'decided' : 'whole';
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
        table.listDescending(profileId, prefix, limit, before),
      ),
    listTouchpoints: async (profileId) =>
      decodeTouchpoints(
        table.listDescending(profileId, touchpointPrefix, Number.MAX_SAFE_INTEGER, undefined).toReversed(),
      ),
    listAllEntries: () =>
      table
        .partitions()
        .flatMap((profileId) =>
          table
            .listDescending(profileId, 'T#', Number.MAX_SAFE_INTEGER, undefined)
            .map(decodeEntry)
            .reverse(),
        ),
  };
}
