/** One person's timeline, newest first: touchpoints and messages are two ranges of sort keys, merged by time. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { TimelinePage, TimelineReader } from '../../app/ports/timeline-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { type Item, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeMessage } from './message-item.ts';
import { decodeEntry } from './timeline-item.ts';

/** Items of one prefix, newest first, after the sort key `after`. */
export type QueryRun = (prefix: string, limit: number, after: string | undefined) => Promise<readonly Item[]>;

type TimelineRow = TimelinePage['items'][number];

const prefixes = ['T#', 'M#'] as const;

export function createDynamoTimelineReader(database: Database, table: string): TimelineReader {
  return {
    list: (profileId, options) =>
      listTimeline(options, async (prefix, limit, after) => {
        const { Items = [] } = await database.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': makeText(profileId), ':prefix': makeText(prefix) },
            ScanIndexForward: false,
            ...omitAbsent({
              ExclusiveStartKey:
                after === undefined ? undefined : { pk: makeText(profileId), sk: makeText(after) },
            }),
            Limit: limit,
          }),
        );
        return Items;
      }),
  };
}

/** Two queries per page, for the command line and the console: the hot path never lists. */
export async function listTimeline(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
  query: QueryRun,
): Promise<TimelinePage> {
  const after = decodeCursor(cursor) ?? {};
  const [touchpoints = [], messages = []] = await Promise.all(
    prefixes.map((prefix) => query(prefix, limit, after[prefix]?.S)),
  );
  const entries = touchpoints.map(
    (item) => ({ item, row: { kind: 'entry', entry: decodeEntry(item) } }) as const,
  );
  const ledger = messages.map(
    (item) => ({ item, row: { kind: 'message', message: decodeMessage(item) } }) as const,
  );
  const page = mergeRuns(entries, ledger).slice(0, limit);
  const items = page.map(({ row }) => row);
  if (page.length < limit) return { items };
  const last = { ...after };
  for (const { item } of page) {
    const sk = readText(item, 'sk', 'Timeline');
    last[sk.slice(0, 2)] = { S: sk };
  }
  const next = encodeCursor(last);
  return next === undefined ? { items } : { items, cursor: next };
}

interface Row {
  readonly item: Item;
  readonly row: TimelineRow;
}

/** Keeps the order of each range, from which the cursor continues. */
function mergeRuns(entries: readonly Row[], messages: readonly Row[]): readonly Row[] {
  const merged: Row[] = [];
  let next = 0;
  for (const entry of entries) {
    for (let row = messages[next]; row && readTime(row.row) >= readTime(entry.row); row = messages[++next]) {
      merged.push(row);
    }
    merged.push(entry);
  }
  return [...merged, ...messages.slice(next)];
}

/** A message is listed at its first claim, whatever its outcome. */
function readTime(row: TimelineRow): number {
  return row.kind === 'entry' ? row.entry.occurredAt : row.message.claimedAt;
}
