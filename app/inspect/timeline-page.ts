/**
 * A page of a person's timeline, newest first, filtered. Each profile of the person has two lists, events and messages; a
 * page takes the newest of their next rows, and its cursor keeps how far each list was read. So new rows move nothing: a
 * reader who follows the cursors sees each row that was there at the first page once.
 */
import { createHash } from 'node:crypto';
import { isObject, type Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import type { TimelineReader } from '../ports/timeline-store.ts';
import { mapBounded } from '../runtime/run-bounded.ts';
import { addUnsigned, type TimelineRow, timeOf } from './read-timeline.ts';

export const timelineKinds = ['event', 'message'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TimelineFilter {
  readonly kind?: TimelineKind | undefined;
  /** Of an event. */
  readonly name?: string | undefined;
  /** Epoch ms: this moment or later. */
  readonly since?: number | undefined;
  /** Epoch ms: before this moment. */
  readonly until?: number | undefined;
}

export interface FilteredPage {
  /** At most `limit`; fewer, even none, although there are more, when many rows were read that do not match. */
  readonly rows: readonly TimelineRow[];
  /** Absent: there are no more. */
  readonly cursor?: string;
}

/** A cursor was not made by this listing. */
export class TimelineCursorInvalidError extends Error {
  readonly code = 'cursor_invalid';
  constructor() {
    super('The cursor was not made by this listing. Start again without a cursor.');
    this.name = 'TimelineCursorInvalidError';
  }
}

/** Also the position in one list that a cursor has: someone has edited it. */
export function isCursorInvalid(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'cursor_invalid';
}

/** Rows that one page reads, whether they match or not. */
const mostRead = 1_000;
/** Characters of JSON of the rows of one page: Lambda answers at most 6 MB. */
const mostLength = 2_000_000;
/** Lists that are read at the same time. */
const concurrency = 20;
/** A message is listed at its first attempt, and its id has the moment at which it was asked for. */
const longestHold = 31 * DAY;

interface List {
  readonly name: string;
  readonly profileId: string;
  readonly kind: TimelineKind;
  /** After the row that was read last. */
  position: string | undefined;
  rows: TimelineRow[];
  positions: string[];
  isEnd: boolean;
}

/** What a cursor has: the position in each list, the moment of the oldest row so far, and a hash of the filter. */
interface Place {
  readonly at?: number | undefined;
  readonly filter: string;
  readonly lists: Readonly<Record<string, string>>;
}

/** `profileIds`: all of the person. Throws TimelineCursorInvalidError. */
export async function readTimelinePage(
  timeline: TimelineReader,
  profileIds: readonly string[],
  {
    limit,
    cursor,
    ...filter
  }: TimelineFilter & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<FilteredPage> {
  const place = cursor === undefined ? undefined : readCursor(cursor);
  const lists = profileIds.flatMap((profileId) =>
    listKinds(filter).map((kind) => startList(profileId, kind, place)),
  );
  const hash = hashFilter(filter);
  if (place !== undefined) checkPlace(place, lists, hash);
  // A list that no page has read from begins where the pages are.
  const before = place?.at === undefined ? filter.until : place.at + 1;
  const pageSize = Math.min(limit, Math.max(10, Math.ceil((2 * limit) / lists.length)));
  const found: TimelineRow[] = [];
  let { at } = place ?? {};
  for (let [read, length] = [0, 0]; found.length < limit && length < mostLength; ) {
    const empty = lists.filter((list) => list.rows.length === 0 && !list.isEnd);
    if (empty.length > 0 && read >= mostRead) break;
    const counts = await mapBounded(empty, concurrency, (list) => fill(timeline, list, pageSize, before));
    read += counts.reduce((sum, count) => sum + count, 0);
    const newest = findNewest(lists);
    if (newest === undefined) return { rows: found };
    const row = next(newest);
    at = Math.min(at ?? timeOf(row), timeOf(row));
    if (isPast(row, filter)) end(newest);
    if (!isWanted(row, filter)) continue;
    found.push(row);
    length += JSON.stringify(row).length;
  }
  const isOver = lists.every((list) => list.isEnd && list.rows.length === 0);
  return { rows: found, ...omitAbsent({ cursor: isOver ? undefined : writeCursor(lists, at, hash) }) };
}

/** An event has a name, and a message has none. */
function listKinds({ kind, name }: TimelineFilter): readonly TimelineKind[] {
  const kinds = kind === undefined ? timelineKinds : [kind];
  return name === undefined ? kinds : kinds.filter((each) => each === 'event');
}

function startList(profileId: string, kind: TimelineKind, place: Place | undefined): List {
  const name = `${kind} ${profileId}`;
  const position = place !== undefined && Object.hasOwn(place.lists, name) ? place.lists[name] : undefined;
  return { name, profileId, kind, position, rows: [], positions: [], isEnd: position === endPosition };
}

/** Reads the next rows of a list; the number of them. */
async function fill(
  timeline: TimelineReader,
  list: List,
  limit: number,
  before: number | undefined,
): Promise<number> {
  const { position: cursor } = list;
  const page = await timeline.list(list.profileId, {
    limit,
    kind: list.kind === 'event' ? 'entry' : 'message',
    withCursors: true,
    ...omitAbsent({ cursor, before: cursor === undefined ? before : undefined }),
  });
  list.rows = page.items.map(addUnsigned);
  list.positions = [...(page.cursors ?? [])];
  list.isEnd = page.cursor === undefined;
  return page.items.length;
}

/** Of two rows of one moment, the message is the newer one: its event caused it. */
function findNewest(lists: readonly List[]): List | undefined {
  let newest: List | undefined;
  for (const list of lists) {
    const [row, other] = [list.rows[0], newest?.rows[0]];
    if (row === undefined) continue;
    const difference = other === undefined ? 1 : timeOf(row) - timeOf(other);
    if (difference > 0 || (difference === 0 && row.kind === 'message')) newest = list;
  }
  return newest;
}

function next(list: List): TimelineRow {
  const [row] = list.rows.splice(0, 1);
  if (row === undefined) throw new Error('the list is empty');
  [list.position] = list.positions.splice(0, 1);
  return row;
}

function end(list: List): void {
  list.isEnd = true;
  list.rows = [];
}

/** Nothing that follows in the list can match. */
function isPast(row: TimelineRow, { since = Number.NEGATIVE_INFINITY }: TimelineFilter): boolean {
  return timeOf(row) < (row.kind === 'message' ? since - longestHold : since);
}

function isWanted(row: TimelineRow, { name, since, until }: TimelineFilter): boolean {
  const at = timeOf(row);
  if (since !== undefined && at < since) return false;
  if (until !== undefined && at >= until) return false;
  return name === undefined || (row.kind === 'entry' && row.entry.name === name);
}

/** The position of a list that has no more rows. */
const endPosition = '';

function writeCursor(lists: readonly List[], at: number | undefined, filter: string): string {
  const positions = lists.flatMap(({ name, position, rows, isEnd }) => {
    const own = isEnd && rows.length === 0 ? endPosition : position;
    return own === undefined ? [] : [[name, own] as const];
  });
  const place: Place = { ...omitAbsent({ at }), filter, lists: Object.fromEntries(positions) };
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function readCursor(cursor: string): Place {
  const place = parse(cursor);
  if (!isObject(place) || !isObject(place['lists'])) throw new TimelineCursorInvalidError();
  const { at, filter, lists } = place;
  const isMoment =
    at === undefined || (typeof at === 'number' && Number.isSafeInteger(at) && Math.abs(at) < 1e14);
  const isWhole = Object.values(lists).every((position) => typeof position === 'string');
  if (!isMoment || typeof filter !== 'string' || !isWhole) throw new TimelineCursorInvalidError();
  return { ...omitAbsent({ at }), filter, lists: lists as Place['lists'] };
}

/**
 * A cursor goes on with the listing that made it: the same filter, of a person who has its profiles. After a merge the
 * person has more of them, and their rows follow from the moment of the cursor on.
 */
function checkPlace(place: Place, lists: readonly List[], filter: string): void {
  const names = Object.keys(place.lists);
  const isOwn = names.length > 0 && names.every((name) => lists.some((list) => list.name === name));
  if (!isOwn || place.filter !== filter) throw new TimelineCursorInvalidError();
}

function hashFilter({ kind, name, since, until }: TimelineFilter): string {
  const text = JSON.stringify([kind ?? null, name ?? null, since ?? null, until ?? null]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

function parse(cursor: string): Json {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Json;
  } catch {
    throw new TimelineCursorInvalidError();
  }
}
