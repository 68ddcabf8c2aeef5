/** Removes entries of timelines: loaded with the first undo of an import. */
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { Database } from './client.ts';
import { removeItems } from './remove-items.ts';
import { makeEntryKey } from './timeline-item.ts';

/** Up to 25. Returns those that DynamoDB did not process. */
export async function removeEntries(
  database: Database,
  table: string,
  entries: readonly TimelineEntry[],
): Promise<readonly TimelineEntry[]> {
  const items = entries.map(({ profileId, occurredAt, touchpointId }) => ({
    table,
    key: makeEntryKey(profileId, occurredAt, touchpointId),
  }));
  const left = await removeItems(database, items);
  return entries.filter((_, index) => left[index]);
}
