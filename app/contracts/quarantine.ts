/** The events that broke a contract and wait, apart from the rejected ones, until the contract or the source is fixed. */

import { isObject } from '../../engine/base/json.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import { deliverBatch } from '../ingest/deliver-batch.ts';
import { readTouchpoint, TouchpointUnreadableError } from '../ingest/read-touchpoint.ts';
import type { RejectedStore } from '../ports/rejected-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import type { SentTouchpoint, TouchpointSender } from '../ports/touchpoint-sender.ts';
import { type KeptEvent, parseEvent, readKept } from '../rejected/find-kept.ts';
import { type Repair, repairEvent } from '../rejected/repair-event.ts';
import { createReplayCheck, type ReplayCheck } from './check-replay.ts';

/** Events that are read, sent in one call and removed together. */
const windowSize = 10;

export interface QuarantineFilter {
  /** Name of the event. */
  readonly event?: string | undefined;
  readonly source?: string | undefined;
}

/** Name → number of events, and when the oldest and the newest was received (epoch ms). Reads the keys only. */
export async function countQuarantined(
  store: RejectedStore,
): Promise<ReadonlyMap<string, { readonly count: number; readonly first: number; readonly last: number }>> {
  const counts = new Map<string, { count: number; first: number; last: number }>();
  for await (const keys of listKeys(store)) {
    for (const { eventName = '', receivedAt } of keys.flatMap((key) => store.readKey(key) ?? [])) {
      const known = counts.get(eventName) ?? { count: 0, first: receivedAt, last: receivedAt };
      counts.set(eventName, { ...known, count: known.count + 1, last: receivedAt });
    }
  }
  return counts;
}

export interface ReplayQuarantinedOptions {
  /** Epoch ms. */
  readonly now: number;
  readonly repair: Repair;
  /** In force, or those to try. */
  readonly contracts: readonly EventDocument[];
  /** Sends and removes nothing; `sent` counts what would be sent. */
  readonly isDryRun?: boolean;
}

export interface ReplayedQuarantine {
  readonly sent: number;
  readonly stayed: readonly { readonly key: string; readonly problem: string }[];
}

/**
 * Sends quarantined events again, in the order in which they were received, and removes those that the bus accepted. An
 * event that the contract in force would reject or quarantine again stays. Safe to repeat after a crash: each event has the id with which it
 * first came, and counts once.
 */
export async function replayQuarantined(
  store: RejectedStore,
  filter: QuarantineFilter,
  sender: TouchpointSender,
  options: ReplayQuarantinedOptions,
): Promise<ReplayedQuarantine> {
  const stayed: { readonly key: string; readonly problem: string }[] = [];
  const check = createReplayCheck(options.contracts);
  let sent = 0;
  for await (const window of listWindows(store, filter)) {
    const ready = new Map<SentTouchpoint, string>();
    for (const kept of window) {
      const prepared = prepare(kept, options, check);
      if ('problem' in prepared) stayed.push({ key: kept.key, problem: prepared.problem });
      else ready.set(prepared.touchpoint, kept.key);
    }
    if (options.isDryRun === true) {
      sent += ready.size;
      continue;
    }
    const refused = await deliverBatch(sender, [...ready.keys()]);
    for (const { touchpoint, code, message } of refused) {
      stayed.push({ key: ready.get(touchpoint) ?? '', problem: `${code}: ${message}` });
      ready.delete(touchpoint);
    }
    // Removed after they were accepted: a crash between the two sends them twice, and their ids count once.
    await Promise.all([...ready.values()].map((key) => store.remove(key)));
    sent += ready.size;
  }
  return { sent, stayed };
}

/** Removes without sending. The bucket keeps a removed object's last version for a day. */
export async function discardQuarantined(store: RejectedStore, filter: QuarantineFilter): Promise<number> {
  let removed = 0;
  for await (const window of listWindows(store, filter)) {
    await Promise.all(window.map(({ key }) => store.remove(key)));
    removed += window.length;
  }
  return removed;
}

async function* listKeys(store: RejectedStore): AsyncGenerator<readonly string[]> {
  let cursor: string | undefined;
  do {
    const page = await store.listQuarantined(cursor);
    yield page.keys;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Oldest first. Reads only objects whose key has the name. */
async function* listWindows(
  store: RejectedStore,
  { event, source }: QuarantineFilter,
): AsyncGenerator<readonly KeptEvent[]> {
  for await (const page of listKeys(store)) {
    const keys = page.filter((key) => event === undefined || store.readKey(key)?.eventName === event);
    for (let start = 0; start < keys.length; start += windowSize) {
      const read = await Promise.all(
        keys.slice(start, start + windowSize).map((key) => readKept(store, key)),
      );
      yield read.filter(
        (kept) => kept !== undefined && (source === undefined || kept.source === source),
      ) as KeptEvent[];
    }
  }
}

function prepare(
  { rejected }: KeptEvent,
  { now, repair }: ReplayQuarantinedOptions,
  check: ReplayCheck,
): { readonly touchpoint: SentTouchpoint } | { readonly problem: string } {
  const original = parseEvent(rejected);
  const id = isObject(original) ? original['id'] : undefined;
  try {
    const { touchpoint } = readTouchpoint(repairEvent(original, repair), {
      source: 'replay',
      now,
      isChecked: true,
      messageId: typeof id === 'string' ? id : rejected.id,
    });
    const problem = check(touchpoint, now);
    return problem === undefined ? { touchpoint } : { problem };
  } catch (error) {
    if (error instanceof TouchpointUnreadableError || error instanceof RequestInvalidError)
      return { problem: `${error.message} ${error.remedy}` };
    throw error;
  }
}
