/** Removes entries of timelines: loaded with the first undo of an import. */
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { readText } from './attributes.ts';
import type { Database } from './client.ts';
import { makeEntryKey } from './timeline-item.ts';

/** Up to 25. Returns those that DynamoDB did not process. */
export async function removeEntries(
  database: Database,
  table: string,
  entries: readonly TimelineEntry[],
): Promise<readonly TimelineEntry[]> {
  const keys = entries.map((entry) => makeEntryKey(entry.profileId, entry.occurredAt, entry.touchpointId));
  const { UnprocessedItems } = await database.send(
    new BatchWriteItemCommand({
      RequestItems: { [table]: keys.map((Key) => ({ DeleteRequest: { Key } })) },
    }),
  );
  const left = new Set(
    Object.values(UnprocessedItems ?? {})
      .flat()
      .map(({ DeleteRequest }) => JSON.stringify(nameKey(DeleteRequest?.Key ?? {}))),
  );
  return entries.filter((_, index) => left.has(JSON.stringify(nameKey(keys[index] ?? {}))));
}

function nameKey(key: Parameters<typeof readText>[0]): readonly string[] {
  return [readText(key, 'pk', 'Touchpoint'), readText(key, 'sk', 'Touchpoint')];
}
