/**
 * Counts in this process what the sources send, and stores it now and then: no touchpoint costs a read or a write. What
 * a process counted since its last write is lost when it ends.
 */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatUtcDay, MINUTE } from '../../engine/base/time-units.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { QueueMessage } from '../advance/records/queue-message.ts';
import type { InventoryEvent, InventoryStore } from '../ports/inventory-store.ts';
import { listFields } from './list-fields.ts';

/** Per process and day. A source that sends random names cannot make an item large. */
export const inventoryLimits = {
  names: 500,
  fields: 5_000,
  fieldsOfEvent: 200,
  breachesOfEvent: 50,
} as const;

/** Milliseconds between two writes; a name that is new to the process is written after a minute. */
const writeEvery = 5 * MINUTE;
const writeNewEvery = MINUTE;

export interface Inventory {
  /** Counts the messages of a slice, and writes if it is time. Throws what the store throws. `now` in epoch ms. */
  note(messages: readonly QueueMessage[], now: number): Promise<void>;
}

interface EventCount {
  readonly name: string;
  readonly source: string;
  count: number;
  first: number;
  last: number;
  readonly fields: Map<string, { count: number; readonly types: Set<string> }>;
  readonly breaches: Map<string, number>;
}

interface DayCounts {
  readonly day: string;
  readonly events: Map<string, EventCount>;
  others: number;
  fields: number;
  /** Counted, or named for the first time, since the last write. */
  isChanged: boolean;
  hasNews: boolean;
}

/** `process`: an id that no other process has. */
export function createInventory(store: Pick<InventoryStore, 'put'>, process: string): Inventory {
  let counts: DayCounts | undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;

  async function write(held: DayCounts, now: number): Promise<void> {
    // Before the call: a table that refuses is asked again at the next interval, not with each slice.
    writtenAt = now;
    const events = [...held.events.values()].map(describe);
    await store.put({ process, day: held.day, events, others: held.others });
    held.isChanged = false;
    held.hasNews = false;
  }

  return {
    async note(messages, now) {
      const day = formatUtcDay(now);
      const before = counts;
      if (counts === undefined || counts.day !== day)
        counts = { day, events: new Map(), others: 0, fields: 0, isChanged: false, hasNews: false };
      const current = counts;
      for (const message of messages) addMessage(current, message, now);
      if (before !== undefined && before !== current && before.isChanged) await write(before, now);
      const age = now - writtenAt;
      const isDue = (current.isChanged && age >= writeEvery) || (current.hasNews && age >= writeNewEvery);
      if (isDue || (before !== current && current.hasNews)) await write(current, now);
    },
  };
}

function addMessage(counts: DayCounts, message: QueueMessage, now: number): void {
  if (message.kind !== 'touchpoint' && message.kind !== 'rejected') return;
  const { touchpoint, breach } = message;
  if (touchpoint === undefined || touchpoint.source === 'percorso') return;
  counts.isChanged = true;
  const event = findEvent(counts, touchpoint, now);
  if (event === undefined) {
    counts.others++;
    return;
  }
  event.count++;
  event.last = now;
  addFields(counts, event, touchpoint);
  if (breach === undefined) return;
  // Positions in lists would make a breach of its own for each.
  const place = `event/${breach[0]}: ${breach[1]}`.replaceAll(/\.\d+(?=[.:])/g, '.[]');
  if (event.breaches.has(place) || event.breaches.size < inventoryLimits.breachesOfEvent)
    event.breaches.set(place, (event.breaches.get(place) ?? 0) + 1);
}

/** Undefined when the process has counted as many names as it may. */
function findEvent(counts: DayCounts, { name, source }: Touchpoint, now: number): EventCount | undefined {
  const key = JSON.stringify([source, name]);
  const known = counts.events.get(key);
  if (known !== undefined || counts.events.size >= inventoryLimits.names) return known;
  const event = { name, source, count: 0, first: now, last: now, fields: new Map(), breaches: new Map() };
  counts.events.set(key, event);
  counts.hasNews = true;
  return event;
}

function addFields(counts: DayCounts, event: EventCount, touchpoint: Touchpoint): void {
  for (const [path, types] of listFields(touchpoint)) {
    let field = event.fields.get(path);
    if (field === undefined) {
      if (counts.fields >= inventoryLimits.fields || event.fields.size >= inventoryLimits.fieldsOfEvent)
        continue;
      counts.fields++;
      field = { count: 0, types: new Set() };
      event.fields.set(path, field);
    }
    field.count++;
    for (const type of types) field.types.add(type);
  }
}

function describe({ fields, breaches, ...event }: EventCount): InventoryEvent {
  return {
    ...event,
    fields: Object.fromEntries(
      [...fields].map(([path, { count, types }]) => [path, [count, [...types].sort()] as const]),
    ),
    ...omitAbsent({ breaches: breaches.size === 0 ? undefined : Object.fromEntries(breaches) }),
  };
}
