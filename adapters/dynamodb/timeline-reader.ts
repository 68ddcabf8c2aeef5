/** One person's timeline, newest first: touchpoints and messages are two ranges of sort keys, merged by time. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { TimelinePage, TimelineQuery, TimelineReader } from '../../app/ports/timeline-store.ts';
import { isObject } from '../../engine/base/json.ts';
import { encodeUlidTime } from '../../engine/base/message-id.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { messageSortKey, touchpointPrefix, touchpointSortKey } from '../keys.ts';
import { type Item, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { CursorInvalidError, decodeCursor, encodeCursor } from './cursor.ts';
import { beginBefore, compareKeys, unfoldItems } from './folded-entries.ts';
import { decodeMessage } from './message-item.ts';

/** Items of one prefix, newest first, below the sort key `below`. */
export type QueryRun = (prefix: string, limit: number, below: string | undefined) => Promise<ItemPage>;

export interface ItemPage {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

type TimelineRow = TimelinePage['items'][number];

interface Row {
  readonly sk: string;
  readonly row: TimelineRow;
}

/** A range of sort keys. */
interface Range {
  readonly prefix: string;
  readonly decode: (items: readonly Item[]) => readonly Row[];
  /** The key below which the items begin that can have rows below `sk`. */
  readonly begin: (sk: string) => string;
  /** The key below which rows are from before the moment (epoch ms). */
  readonly keyOf: (before: number) => string;
}

const entries: Range = {
  prefix: touchpointPrefix,
  decode: (items) =>
    unfoldItems(items)
      .toReversed()
      .map(({ sk, entry }) => ({ sk, row: { kind: 'entry', entry } })),
  begin: beginBefore,
  keyOf: (before) => touchpointSortKey(before, ''),
};

const messages: Range = {
  prefix: 'M#',
  decode: (items) =>
    items.map((item) => ({
      sk: readText(item, 'sk', 'Timeline'),
      row: { kind: 'message', message: decodeMessage(item) },
    })),
  begin: (sk) => sk,
  keyOf: (before) => messageSortKey(encodeUlidTime(before)),
};

export function createDynamoTimelineReader(database: Database, table: string): TimelineReader {
  return {
    list: (profileId, options) =>
      listTimeline(options, async (prefix, limit, below) => {
        const { Items = [], LastEvaluatedKey } = await database.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': makeText(profileId), ':prefix': makeText(prefix) },
            ScanIndexForward: false,
            ...omitAbsent({
              ExclusiveStartKey:
                below === undefined ? undefined : { pk: makeText(profileId), sk: makeText(below) },
            }),
            Limit: limit,
          }),
        );
        return { items: Items, hasMore: LastEvaluatedKey !== undefined };
      }),
  };
}

/** For the command line and the Profile API: the hot path never lists. */
export async function listTimeline(
  { limit, cursor, kind, before, withCursors }: TimelineQuery,
  query: QueryRun,
): Promise<TimelinePage> {
  const after = cursor === undefined ? {} : readPlace(cursor);
  const [touchpoints = [], ledger = []] = await Promise.all(
    ([entries, messages] as const).map((range, index) => {
      if (kind !== undefined && kind !== (index === 0 ? 'entry' : 'message')) return [];
      const start = cursor === undefined && before !== undefined ? range.keyOf(before) : undefined;
      return readRange(range, query, limit, after[range.prefix]?.S ?? start);
    }),
  );
  const page = mergeRuns(touchpoints, ledger).slice(0, limit);
  const items = page.map(({ row }) => row);
  const place = { ...after };
  const cursors: string[] = [];
  for (const { sk } of page) {
    place[sk.slice(0, 2)] = { S: sk };
    if (withCursors) cursors.push(encodeCursor(place));
  }
  return {
    items,
    ...omitAbsent({
      cursors: withCursors ? cursors : undefined,
      cursor: page.length < limit ? undefined : encodeCursor(place),
    }),
  };
}

/** A person can have edited a cursor: its keys are those of this listing. Throws CursorInvalidError. */
function readPlace(cursor: string): Item {
  const place: unknown = decodeCursor(cursor);
  // Without a key, the listing would begin again.
  if (!isObject(place) || Object.keys(place).length === 0) throw new CursorInvalidError();
  for (const [prefix, key] of Object.entries(place as Item)) {
    const isOwn = prefix === entries.prefix || prefix === messages.prefix;
    if (!isOwn || typeof key?.S !== 'string' || !isKeyOf(prefix, key.S)) throw new CursorInvalidError();
  }
  return place as Item;
}

function isKeyOf(prefix: string, key: string): boolean {
  if (!key.startsWith(prefix) || Buffer.byteLength(key) > 1024) return false;
  return prefix !== entries.prefix || /^T#[01]\d{14}/.test(key);
}

/** The next rows below `after`, newest first: at least `limit`, unless the range has no more. */
async function readRange(
  { prefix, decode, begin }: Range,
  query: QueryRun,
  limit: number,
  after: string | undefined,
): Promise<readonly Row[]> {
  const items: Item[] = [];
  let below = after === undefined ? undefined : begin(after);
  for (;;) {
    const page = await query(prefix, limit, below);
    items.push(...page.items);
    const last = page.items.at(-1);
    below = last === undefined ? below : readText(last, 'sk', 'Timeline');
    const isEnd = !page.hasMore || last === undefined;
    // An item further down can have the same entry as a fold that was read, or an entry between those of the fold.
    const read = isEnd || below === undefined ? '' : below;
    const rows = decode(items).filter(
      ({ sk }) => compareKeys(sk, read) >= 0 && (after === undefined || compareKeys(sk, after) < 0),
    );
    if (isEnd || rows.length >= limit) return rows;
  }
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
