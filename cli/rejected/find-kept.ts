/** Finds rejected touchpoints, newest first, by code, source, event name and moment. */

import { readRejectedKey } from '../../adapters/s3/rejected-key.ts';
import type { RejectedStore, RejectedTouchpoint } from '../../app/ports/ports.ts';
import { isObject } from '../../engine/base/json.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';

export interface KeptEvent {
  readonly key: string;
  readonly rejected: RejectedTouchpoint;
  /** The emitting system and the event's name, where the event is readable. */
  readonly source: string | undefined;
  readonly name: string | undefined;
}

export interface RejectedFilter {
  readonly code?: string | undefined;
  readonly source?: string | undefined;
  readonly event?: string | undefined;
  /** Epoch ms. */
  readonly since?: number | undefined;
}

/** Objects read at a time. */
const readSize = 20;
const unknownKey = /^(NoSuchKey|RejectedTouchpointUnreadableError)$/;

/** Newest first. Reads only what the caller takes, and the objects that the key alone does not rule out. */
export async function* findKept(store: RejectedStore, filter: RejectedFilter): AsyncGenerator<KeptEvent> {
  let cursor: string | undefined;
  do {
    const page = await store.list(cursor);
    const keys = page.keys.filter((key) => isPossible(key, filter));
    for (let start = 0; start < keys.length; start += readSize) {
      const read = await Promise.all(keys.slice(start, start + readSize).map((key) => readKept(store, key)));
      for (const kept of read) if (kept !== undefined && isWanted(kept, filter)) yield kept;
    }
    // Newest first: behind the first one that is too old there are only older ones.
    if (page.keys.some((key) => isTooOld(key, filter))) return;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Undefined when nothing is kept under the key: it was mistyped, or somebody else has replayed it meanwhile. */
export async function readKept(store: RejectedStore, key: string): Promise<KeptEvent | undefined> {
  try {
    const rejected = await store.get(key);
    const event = parseEvent(rejected);
    const envelope = isObject(event) ? event : {};
    return { key, rejected, source: readText(envelope['source']), name: readText(envelope['detail-type']) };
  } catch (error) {
    if (error instanceof Error && unknownKey.test(error.name)) return undefined;
    throw error;
  }
}

/** The event as a JSON value; undefined when it is not JSON. */
export function parseEvent({ event }: RejectedTouchpoint): unknown {
  try {
    return readJson(event);
  } catch {
    return undefined;
  }
}

function isPossible(key: string, filter: RejectedFilter): boolean {
  const known = readRejectedKey(key);
  if (known === undefined) return true;
  return (filter.code === undefined || filter.code === known.code) && !isTooOld(key, filter);
}

function isTooOld(key: string, { since }: RejectedFilter): boolean {
  const known = readRejectedKey(key);
  return since !== undefined && known !== undefined && known.receivedAt < since;
}

function isWanted({ rejected, source, name }: KeptEvent, filter: RejectedFilter): boolean {
  return (
    (filter.code === undefined || filter.code === rejected.code) &&
    (filter.source === undefined || filter.source === source) &&
    (filter.event === undefined || filter.event === name) &&
    (filter.since === undefined || rejected.receivedAt >= filter.since)
  );
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
