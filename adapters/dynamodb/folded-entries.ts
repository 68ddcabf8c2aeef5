/**
 * A fold: the entries of several touchpoints of one person as one item. Its key is that of the end of their span, so
 * that one query finds all folds that can have a touchpoint. An entry that is restored or amended later gets an item of
 * its own beside the fold, so what is read is put together here.
 */

import { foldSpan } from '../../app/ports/timeline-store.ts';
import { hashToInteger } from '../../engine/base/hash.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { foldPrefix, foldSortKey, parseTouchpointTime, touchpointSortKey } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import { deflateJson, inflateJson, type JsonPacking } from './deflated-json.ts';
import { completeTouchpoint, decodeEntry, type Head, shortenTouchpoint } from './timeline-item.ts';

/** Earlier versions of the code cannot read a fold, and say so. */
const foldVersion = 2;

/** What most page views contain, as the browser SDK sends them. */
const packing: JsonPacking = {
  format: 1,
  dictionary: Buffer.from(
    '{"traits":{"device_timezone":"Europe/"},"properties":{"path":"/","url":"https://www.","title":"","referrer":"https://www.","search":""},"context":{"page":{"path":"/"},"userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36","locale":"en-","timezone":"Europe/","library":{"name":"analytics.js","version":"npm:next-1.81.1"}},"anonymousId":"","userId":"","type":"page"}],[{"touchpointId":"ajs-next-1795","name":"Page","source":"web","occurredAt":1795,"receivedAt":1795},{"version":1,"position":1},{"type":"page","properties":{',
  ),
};

/** The item was written by a version of the code that packs folds in another way. */
export class FoldUnreadableError extends Error {
  readonly code = 'fold_unreadable';
  readonly profileId: string;
  constructor(profileId: string) {
    super(`A timeline item of profile ${profileId} has a newer form. Deploy the newer version again.`);
    this.name = 'FoldUnreadableError';
    this.profileId = profileId;
  }
}

/** An entry of a page of items, with the sort key that an item of its own would have. */
export interface FoundEntry {
  readonly sk: string;
  readonly entry: TimelineEntry;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

type Member = readonly [head: Head, place: Pick<TimelineEntry, 'version' | 'position'>, content: JsonObject];

/** The whole item. `entries`: at least one, each with its touchpoint and without traces. `expiresAt` in epoch seconds. */
export function encodeFold(entries: readonly TimelineEntry[], expiresAt: number): Item {
  const members = entries.flatMap((entry): Member[] => {
    const { touchpointId, name, source, occurredAt, receivedAt, version, position, touchpoint } = entry;
    const head = { touchpointId, name, source, occurredAt, receivedAt };
    const place = omitAbsent({ version, position });
    return touchpoint === undefined ? [] : [[head, place, shortenTouchpoint(touchpoint)]];
  });
  const [newest = ''] = entries.map(keyOf).sort(compareKeys).toReversed();
  const end = findSpanEnd(parseTouchpointTime(newest));
  return {
    pk: makeText(entries[0]?.profileId ?? ''),
    sk: makeText(foldSortKey(end, newest)),
    entity: makeText('Touchpoint'),
    schemaVersion: makeNumber(foldVersion),
    expiresAt: makeNumber(expiresAt),
    keys: { B: Buffer.from(Uint32Array.from(entries, (entry) => hashKey(keyOf(entry))).buffer) },
    folded: { B: deflateJson(members, packing) },
  };
}

/** Each entry of the items once, in ascending order of `sk`. */
export function unfoldItems(items: readonly Item[]): readonly FoundEntry[] {
  const found = new Map<string, FoundEntry>();
  for (const item of items) {
    const expiresAt = readNumber(item, 'expiresAt', 'Touchpoint');
    for (const entry of decodeEntries(item)) {
      const sk = keyOf(entry);
      const other = found.get(sk)?.entry;
      found.set(sk, { sk, expiresAt, entry: other === undefined ? entry : unite(other, entry) });
    }
  }
  return [...found.values()].sort((left, right) => compareKeys(left.sk, right.sk));
}

/** Whether one of the folds contains the entry. */
export function hasEntry(folds: readonly Item[], occurredAt: number, touchpointId: string): boolean {
  const sk = touchpointSortKey(occurredAt, touchpointId);
  return folds
    .filter((fold) => mayHave(fold, hashKey(sk)))
    .flatMap(decodeFold)
    .some((entry) => keyOf(entry) === sk);
}

/** Unpacking every fold of a person with many would take longer than the query that found them. */
function mayHave(fold: Item, hash: number): boolean {
  const hashes = Buffer.from(fold['keys']?.B ?? []);
  for (let at = 0; at < hashes.length; at += 4) if (hashes.readUInt32LE(at) === hash) return true;
  return false;
}

function hashKey(sk: string): number {
  return hashToInteger(sk) >>> 0;
}

/** Sort keys as DynamoDB orders them: by their bytes in UTF-8. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** The key below which a listing must begin, newest first, to find all folds with entries below `sk`. */
export function beginBefore(sk: string): string {
  return touchpointSortKey(findSpanEnd(parseTouchpointTime(sk)) + 1, '');
}

/** Prefix of the folds that can have a touchpoint of this moment. */
export function listFoldsOf(occurredAt: number): string {
  return foldPrefix(findSpanEnd(occurredAt));
}

/** The last millisecond of the span. */
function findSpanEnd(occurredAt: number): number {
  return (Math.floor(occurredAt / foldSpan) + 1) * foldSpan - 1;
}

function decodeEntries(item: Item): readonly TimelineEntry[] {
  return item['folded'] === undefined ? [decodeEntry(item)] : decodeFold(item);
}

function decodeFold(item: Item): readonly TimelineEntry[] {
  checkSchemaVersion(item, 'Touchpoint', foldVersion);
  const packed = item['folded']?.B ?? new Uint8Array();
  const profileId = readText(item, 'pk', 'Touchpoint');
  const members = inflateJson(packed, packing) as readonly Member[] | undefined;
  if (members === undefined) throw new FoldUnreadableError(profileId);
  return members.map(([head, place, content]) => ({
    profileId,
    ...head,
    ...place,
    traces: [],
    touchpoint: completeTouchpoint(content, head),
  }));
}

/** The same entry of a fold and of an item of its own. Only the latter can have traces, and can lack the rest. */
function unite(left: TimelineEntry, right: TimelineEntry): TimelineEntry {
  const [less, more] =
    left.version === undefined || left.touchpoint === undefined ? [left, right] : [right, left];
  return { ...less, ...more, traces: left.traces.length > 0 ? left.traces : right.traces };
}

function keyOf({ occurredAt, touchpointId }: TimelineEntry): string {
  return touchpointSortKey(occurredAt, touchpointId);
}
