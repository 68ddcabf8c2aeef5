/**
 * Finds rejected touchpoints by key, code, source, event name and moment; lists and removes them. Newest first; quarantined
 * events, which have a code of their own, oldest first.
 */

import { isObject } from '../../engine/base/json.ts';
import { formatSuggestion } from '../../engine/config/problems/suggest-name.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { RejectedTouchpointUnreadableError } from '../ports/rejected-errors.ts';
import type { RejectedStore, RejectedTouchpoint } from '../ports/rejected-store.ts';
import { rejectionCodes } from '../ports/rejection-codes.ts';

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

/** Objects that are read ahead of the caller, at the same time. */
const readAhead = 20;

/** The code of the events that are stored apart. */
const quarantineCode = 'contract_quarantined';

/** Reads only what the caller takes, and the objects that the key alone does not rule out. */
export async function* findKept(store: RejectedStore, filter: RejectedFilter): AsyncGenerator<KeptEvent> {
  const isApart = filter.code === quarantineCode;
  let cursor: string | undefined;
  do {
    const page = await (isApart ? store.listQuarantined(cursor) : store.list(cursor));
    const keys = page.keys.filter((key) => isPossible(store.readKey(key), filter));
    for (let start = 0; start < keys.length; start += readAhead) {
      const read = await Promise.all(keys.slice(start, start + readAhead).map((key) => readKept(store, key)));
      for (const kept of read) if (kept !== undefined && isWanted(kept, filter)) yield kept;
    }
    // Newest first: behind the first one that is too old there are only older ones.
    if (!isApart && page.keys.some((key) => isTooOld(store.readKey(key), filter))) return;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** The first `limit` of them. `isCut`: there are more. */
export async function listKept(
  store: RejectedStore,
  filter: RejectedFilter,
  limit: number,
): Promise<{ readonly items: readonly KeptEvent[]; readonly isCut: boolean }> {
  const items: KeptEvent[] = [];
  for await (const kept of findKept(store, filter)) {
    if (items.length === limit) return { items, isCut: true };
    items.push(kept);
  }
  return { items, isCut: false };
}

export interface KeptChoice {
  /** Empty: all that the filter accepts. */
  readonly keys: readonly string[];
  readonly filter: RejectedFilter;
}

/** Each key with its event; without one where nothing is stored under the key. */
export async function* chooseKept(
  store: RejectedStore,
  { keys, filter }: KeptChoice,
): AsyncGenerator<readonly [string, KeptEvent | undefined]> {
  if (keys.length > 0) {
    for (const key of keys) yield [key, await readKept(store, key)];
    return;
  }
  for await (const kept of findKept(store, filter)) yield [kept.key, kept];
}

/** Removes without sending. The bucket keeps a removed object's last version for a day. */
export async function removeKept(
  store: RejectedStore,
  choice: KeptChoice,
): Promise<{ readonly removed: readonly string[]; readonly unknown: readonly string[] }> {
  const removed: string[] = [];
  const unknown: string[] = [];
  for await (const [key, kept] of chooseKept(store, choice)) {
    if (kept === undefined) unknown.push(key);
    else {
      await store.remove(key);
      removed.push(key);
    }
  }
  return { removed, unknown };
}

/** Undefined when nothing is stored under the key: it is mistyped, or another operator has replayed the event. */
export async function readKept(store: RejectedStore, key: string): Promise<KeptEvent | undefined> {
  try {
    const rejected = await store.get(key);
    const event = parseEvent(rejected);
    const envelope = isObject(event) ? event : {};
    return { key, rejected, source: readText(envelope['source']), name: readText(envelope['detail-type']) };
  } catch (error) {
    if (error instanceof RejectedTouchpointUnreadableError) return undefined;
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

type KnownKey = ReturnType<RejectedStore['readKey']>;

function isPossible(known: KnownKey, filter: RejectedFilter): boolean {
  if (known === undefined) return true;
  if (known.eventName !== undefined && filter.event !== undefined && known.eventName !== filter.event)
    return false;
  return (filter.code === undefined || filter.code === known.code) && !isTooOld(known, filter);
}

function isTooOld(known: KnownKey, { since }: RejectedFilter): boolean {
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

/** A typo would otherwise match nothing in silence. Undefined: events are rejected with this code. */
export function explainUnknownCode(
  code: string,
): { readonly problem: string; readonly remedy: string } | undefined {
  if (rejectionCodes.some((known) => known === code)) return undefined;
  return {
    problem: `No event is rejected with the code "${code}".`,
    remedy: `Give one of ${rejectionCodes.join(', ')}.${formatSuggestion(code, rejectionCodes)}`,
  };
}
