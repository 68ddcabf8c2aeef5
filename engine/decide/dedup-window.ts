/** The window of processed inputs: one touchpoint id counts once, also when it is delivered again much later. */

import { hashToInteger, hashToLanes, mixBits, toHex } from '../base/hash.ts';
import type { Json } from '../base/json.ts';
import { DAY, MINUTE } from '../base/time-units.ts';
import { type ProcessedEvent, readIdHash } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';

/** Kept at any age. */
export const seenAtLeast = 8;
/** Kept when received within this time: most redeliveries come soon. */
export const seenFor = 15 * MINUTE;
export const seenAtMost = 1000;
/**
 * Kept when received while a queue may still hold a record of it, up to a bound. Few people have that many in that
 * time.
 */
export const seenWhileQueued = 4 * DAY;
export const seenWhileQueuedAtMost = 32;

const nothing: readonly ProcessedEvent[] = [];

export interface DedupWindow {
  readonly processedEvents: readonly ProcessedEvent[];
  readonly dedupWatermark?: number | undefined;
}

export interface NextDedupWindow extends DedupWindow {
  /** Entries that the bounds have just dropped: a caller with more touchpoints to check must remember them until then. */
  readonly dropped: readonly ProcessedEvent[];
}

/** 64 bits in hex: 48 of the id, 16 of name, traits and properties (context may differ between repeats). */
export function hashTouchpoint(touchpoint: Touchpoint): string {
  const { name, type, traits, properties } = touchpoint;
  const content =
    hashToInteger(name) + hashToInteger(type) + hashJson(traits) + Math.imul(hashJson(properties), 31);
  const [high, low] = hashToLanes(touchpoint.id);
  return toHex(high) + toHex((low & 0xffff0000) | (mixBits(content) >>> 16));
}

/** The entry with the same id, if it is in the window; `hash` as made by hashTouchpoint. */
export function findSeen(seen: readonly ProcessedEvent[], hash: string): ProcessedEvent | undefined {
  const id = readIdHash(hash);
  for (let i = seen.length - 1; i >= 0; i--) {
    const entry = seen[i];
    if (entry?.[0].startsWith(id)) return entry;
  }
  return undefined;
}

/** True when the same id arrived with different content. */
export function isReused(entry: ProcessedEvent, hash: string): boolean {
  return entry[0] !== hash;
}

/** The touchpoint may have been counted and dropped since: check the timeline for its id. */
export function mayHaveFallenOut(window: DedupWindow, touchpoint: Touchpoint): boolean {
  if (window.dedupWatermark === undefined || touchpoint.occurredAt > window.dedupWatermark) return false;
  return findSeen(window.processedEvents, hashTouchpoint(touchpoint)) === undefined;
}

/** Adds an entry at its position (oldest received first) and drops those beyond the bounds. Times in epoch ms. */
export function addSeen(window: DedupWindow, entry: ProcessedEvent, now: number): NextDedupWindow {
  let place = window.processedEvents.length;
  while (place > 0 && compareReceived(window.processedEvents[place - 1], entry) > 0) place--;
  const processedEvents = [
    ...window.processedEvents.slice(0, place),
    entry,
    ...window.processedEvents.slice(place),
  ];
  const drop = countDropped(processedEvents, now);
  if (drop === 0) return { processedEvents, dedupWatermark: window.dedupWatermark, dropped: nothing };
  const dropped = processedEvents.slice(0, drop);
  let dedupWatermark = window.dedupWatermark ?? Number.NEGATIVE_INFINITY;
  for (let i = 0; i < drop; i++)
    dedupWatermark = Math.max(dedupWatermark, processedEvents[i]?.[1] ?? dedupWatermark);
  return { processedEvents: processedEvents.slice(drop), dedupWatermark, dropped };
}

function countDropped(seen: readonly ProcessedEvent[], now: number): number {
  let drop = 0;
  while (seen.length - drop > seenAtLeast) {
    const oldest = seen[drop];
    const age = oldest === undefined ? Number.POSITIVE_INFINITY : now - oldest[2];
    const rest = seen.length - drop;
    if (age < seenFor && rest <= seenAtMost) break;
    if (age < seenWhileQueued && rest <= seenWhileQueuedAtMost) break;
    drop++;
  }
  return drop;
}

/** By time of receipt, then by hash, so that any order of arrival keeps the same entries. */
function compareReceived(a: ProcessedEvent | undefined, b: ProcessedEvent): number {
  if (a === undefined) return -1;
  return a[2] - b[2] || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
}

/** 32 bits; the order of keys does not matter. */
function hashJson(value: Json | undefined): number {
  if (typeof value === 'string') return hashToInteger(value, 7);
  if (typeof value === 'number')
    return mixBits(Math.imul(value | 0, 31) ^ (((value * 1000) % 4_294_967_296) | 0));
  if (value === null || value === undefined || typeof value === 'boolean') return value === true ? 3 : 5;
  let hash = 11;
  if (Array.isArray(value)) {
    for (const element of value) hash = mixBits(hash ^ hashJson(element));
    return hash;
  }
  for (const key in value) hash = (hash + mixBits(hashToInteger(key) ^ hashJson(value[key]))) | 0;
  return hash;
}
