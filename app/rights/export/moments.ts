/** Moments as ISO 8601 text: the file has no epoch numbers of Percorso. What the person's systems sent stays as it is. */
import { isObject, type Json, type JsonObject } from '../../../engine/base/json.ts';

export function toMoment(at: number): string {
  return new Date(at).toISOString();
}

/** `{ delivered: 1763800000000 }` → `{ delivered: '2025-11-22T...' }`. */
export function mapMoments(record: Readonly<Record<string, number>> = {}): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([name, at]) => [name, toMoment(at)]));
}

/** Fields of stored shapes that are epoch milliseconds. */
const moments: ReadonlySet<string> = new Set([
  ...['at', 'since', 'until', 'from', 'lastAt', 'usedAt', 'switchedAt', 'heardAt', 'madeAt', 'saidAt'],
  ...['occurredAt', 'receivedAt', 'createdAt', 'lastSeenAt', 'wakeAt', 'enteredAt', 'listensFrom'],
  ...['requestedAt', 'deadline', 'decidedAt', 'expiresAt', 'convertedAt', 'deniedAt', 'unreadableAt'],
  ...['claimedAt', 'settledAt', 'waitsUntil', 'recountedAt', 'recordedAt', 'deliveredAt'],
]);

/** What other systems sent: their numbers are theirs. */
const payloads: ReadonlySet<string> = new Set([
  'event',
  'variables',
  'properties',
  'context',
  'traits',
  'body',
]);

/** A stored shape with its moments as text. */
export function showMoments(value: unknown): Json {
  if (Array.isArray(value)) return value.map(showMoments);
  if (!isObject(value)) return value as Json;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]): [string, Json] => {
        if (payloads.has(name)) return [name, each as Json];
        return [name, typeof each === 'number' && moments.has(name) ? toMoment(each) : showMoments(each)];
      }),
  );
}

/** As JSON has it: without what is undefined. */
export function toJson(value: object): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as JsonObject;
}
