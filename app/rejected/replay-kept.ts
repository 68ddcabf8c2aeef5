/** Sends rejected events again, repaired or unchanged, and removes what the bus accepted from the store. */
import { isObject } from '../../engine/base/json.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import { createReplayCheck, type ReplayCheck } from '../contracts/check-replay.ts';
import { deliverBatch } from '../ingest/deliver-batch.ts';
import { readTouchpoint, TouchpointUnreadableError } from '../ingest/read-touchpoint.ts';
import type { RejectedStore } from '../ports/rejected-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import type { TouchpointSender } from '../ports/touchpoint-sender.ts';
import { chooseKept, type KeptChoice, type KeptEvent, parseEvent } from './find-kept.ts';
import { type Repair, repairEvent } from './repair-event.ts';

export interface ReplayKeptOptions {
  /** Epoch ms. */
  readonly now: number;
  /** False: sends also what would be rejected again. */
  readonly isChecked: boolean;
  readonly repair: Repair;
  /** In force. Absent: there are none. */
  readonly contracts?: readonly EventDocument[];
  /** The repaired event, in place of the one that is kept. */
  readonly replacement?: unknown;
}

/** Why an event stays in the store. */
export type StayReason =
  | { readonly kind: 'unknown_key' }
  /** It is not JSON, and there is no replacement. */
  | { readonly kind: 'not_json' }
  /** An event with this messageId was counted before, with other content. */
  | { readonly kind: 'message_id_counted' }
  /** A contract in force would reject or quarantine it again. */
  | { readonly kind: 'breaks_contract'; readonly problem: string }
  /** It would be rejected again, or the repair is impossible. */
  | { readonly kind: 'invalid'; readonly problem: string; readonly remedy: string }
  /** EventBridge did not accept it. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export interface ReplayedEvents {
  /** Keys. */
  readonly sent: readonly string[];
  readonly stayed: readonly { readonly key: string; readonly reason: StayReason }[];
}

export async function replayKept(
  store: RejectedStore,
  choice: KeptChoice,
  sender: TouchpointSender,
  options: ReplayKeptOptions,
): Promise<ReplayedEvents> {
  const sent: string[] = [];
  const stayed: { readonly key: string; readonly reason: StayReason }[] = [];
  const check = createReplayCheck(options.contracts ?? []);
  for await (const [key, kept] of chooseKept(store, choice)) {
    const reason: StayReason | undefined =
      kept === undefined ? { kind: 'unknown_key' } : await replayOne(kept, sender, options, check);
    if (reason === undefined) {
      // Removed after it was accepted: a crash between the two sends it twice, and its id counts once.
      await store.remove(key);
      sent.push(key);
    } else stayed.push({ key, reason });
  }
  return { sent, stayed };
}

/** Undefined when the bus accepted it. The id that it first came with goes along, so that it counts once. */
async function replayOne(
  { rejected }: KeptEvent,
  sender: TouchpointSender,
  { now, isChecked, repair, replacement }: ReplayKeptOptions,
  check: ReplayCheck,
): Promise<StayReason | undefined> {
  if (rejected.code === 'row_rejected' && replacement === undefined)
    return { kind: 'invalid', problem: 'It is a row of a query, and no event.', remedy: rejected.remedy };
  const original = parseEvent(rejected);
  const event = replacement ?? original;
  if (event === undefined) return { kind: 'not_json' };
  const id = isObject(original) ? original['id'] : undefined;
  try {
    const { touchpoint } = readTouchpoint(repairEvent(event, repair), {
      source: 'replay',
      now,
      isChecked,
      messageId: typeof id === 'string' ? id : rejected.id,
    });
    if (
      isChecked &&
      rejected.code === 'message_id_reused' &&
      readMessageId(original) === readMessageId(touchpoint)
    )
      return { kind: 'message_id_counted' };
    const problem = isChecked ? check(touchpoint, now) : undefined;
    if (problem !== undefined) return { kind: 'breaks_contract', problem };
    const [refused] = await deliverBatch(sender, [touchpoint]);
    return refused === undefined
      ? undefined
      : { kind: 'refused', code: refused.code, message: refused.message };
  } catch (error) {
    if (error instanceof TouchpointUnreadableError || error instanceof RequestInvalidError)
      return { kind: 'invalid', problem: error.message, remedy: error.remedy };
    throw error;
  }
}

/** The id by which an event counts once. */
function readMessageId(event: unknown): unknown {
  const fields = isObject(event) ? event : {};
  const id = isObject(fields['detail']) ? fields['detail']['messageId'] : undefined;
  return id ?? fields['id'];
}
