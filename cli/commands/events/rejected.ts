/** `percorso rejected`: touchpoints that were refused and kept. List them, look at one, repair and replay, remove. */

import { deliverBatch } from '../../../app/ingest/deliver-batch.ts';
import { readTouchpoint, TouchpointUnreadableError } from '../../../app/ingest/read-touchpoint.ts';
import type { RejectedStore, RejectedTouchpoint } from '../../../app/ports/rejected-store.ts';
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import {
  findKept,
  type KeptEvent,
  parseEvent,
  type RejectedFilter,
  readKept,
} from '../../../app/rejected/find-kept.ts';
import { isObject } from '../../../engine/base/json.ts';
import { type Repair, repairEvent, requireEventPaths } from '../../files/repair-event.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatCount } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export async function listRejected(
  store: RejectedStore,
  filter: RejectedFilter,
  limit: number,
): Promise<CommandResult> {
  const items: KeptEvent[] = [];
  let isCut = false;
  for await (const kept of findKept(store, filter)) {
    if (items.length === limit) {
      isCut = true;
      break;
    }
    items.push(kept);
  }
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return {
    exitCode: 0,
    json: items.map(({ key, rejected, source, name }) => ({ key, source, name, ...describe(rejected) })),
    lines:
      items.length === 0
        ? [isFiltered ? 'No rejected event matches.' : 'No rejected events.']
        : [
            ...items.flatMap(formatKept),
            ...(isCut ? [`These are the newest ${limit}; more with --limit.`] : []),
            'To see one: `percorso rejected show KEY`. To send it again: `percorso rejected replay KEY`, with --set path=value to repair it.',
          ],
  };
}

/** Standard output is the event alone, as JSON; what is wrong with it goes to standard error. */
export async function showRejected(store: RejectedStore, key: string): Promise<CommandResult> {
  const kept = await readKept(store, key);
  if (kept === undefined) return reportUnknownKey(key);
  const { rejected } = kept;
  const event = parseEvent(rejected);
  return {
    exitCode: 0,
    json: { key, ...describe(rejected), event: event ?? rejected.event, text: rejected.event },
    notes: [
      `${rejected.code}: ${describeProblem(rejected)}`,
      ...(event === undefined ? ['It is not JSON: replay it with --from FILE.'] : []),
    ],
    lines: event === undefined ? [rejected.event] : JSON.stringify(event, null, 2).split('\n'),
  };
}

export interface ReplayRejectedOptions {
  /** Epoch ms. */
  readonly now: number;
  /** False: sends also what would be rejected again. */
  readonly isChecked: boolean;
  readonly repair: Repair;
  /** The repaired event, in place of the one that is kept. */
  readonly replacement?: unknown;
}

/** Sends events again and removes those that the bus took from the store; what would be rejected again stays. Throws UsageError. */
export async function replayRejected(
  store: RejectedStore,
  choice: { readonly keys: readonly string[]; readonly filter: RejectedFilter },
  sender: TouchpointSender,
  options: ReplayRejectedOptions,
): Promise<CommandResult> {
  requireEventPaths(options.repair);
  const sent: string[] = [];
  const stayed: { readonly key: string; readonly problem: string }[] = [];
  for await (const [key, kept] of chooseKept(store, choice)) {
    const problem =
      kept === undefined ? 'No rejected event has this key.' : await replayOne(kept, sender, options);
    if (problem === undefined) {
      // Removed after it was taken: a crash between the two sends it twice, and its id counts once.
      await store.remove(key);
      sent.push(key);
    } else stayed.push({ key, problem });
  }
  return {
    exitCode: stayed.length === 0 ? 0 : 1,
    json: { sent, stayed },
    lines: [
      ...stayed.map(({ key, problem }) => `  ${key} stays: ${problem}`),
      `Sent ${formatCount(sent.length, 'touchpoint')} again; ${stayed.length} kept.`,
      ...(stayed.length === 0 ? [] : ['To repair one: `percorso rejected replay KEY --set path=value`.']),
    ],
  };
}

/** Removes without sending. The bucket keeps a removed object's last version for a day. */
export async function removeRejected(
  store: RejectedStore,
  choice: { readonly keys: readonly string[]; readonly filter: RejectedFilter },
): Promise<CommandResult> {
  const removed: string[] = [];
  const unknown: string[] = [];
  for await (const [key, kept] of chooseKept(store, choice)) {
    if (kept === undefined) unknown.push(key);
    else {
      await store.remove(key);
      removed.push(key);
    }
  }
  return {
    exitCode: unknown.length === 0 ? 0 : 1,
    json: { removed, unknown },
    lines: [
      ...unknown.map((key) => `  Nothing is kept under ${key}.`),
      `Removed ${formatCount(removed.length, 'rejected event')}.`,
    ],
  };
}

/** The named ones, else all that the filter lets through. What is removed meanwhile was listed already. */
async function* chooseKept(
  store: RejectedStore,
  { keys, filter }: { readonly keys: readonly string[]; readonly filter: RejectedFilter },
): AsyncGenerator<readonly [string, KeptEvent | undefined]> {
  if (keys.length > 0) {
    for (const key of keys) yield [key, await readKept(store, key)];
    return;
  }
  for await (const kept of findKept(store, filter)) yield [kept.key, kept];
}

/** Why it stays; undefined when the bus took it. The id that it first came with goes along, so that it counts once. */
async function replayOne(
  { rejected }: KeptEvent,
  sender: TouchpointSender,
  { now, isChecked, repair, replacement }: ReplayRejectedOptions,
): Promise<string | undefined> {
  const original = parseEvent(rejected);
  const event = replacement ?? original;
  if (event === undefined)
    return 'It is not JSON. Write the event into a file and replay it with --from FILE.';
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
      return 'An event with this messageId was counted before, with other content. To count this one too: --set detail.messageId=NEW.';
    const [refused] = await deliverBatch(sender, [touchpoint]);
    return refused === undefined ? undefined : `${refused.code} ${refused.message}`;
  } catch (error) {
    if (error instanceof TouchpointUnreadableError || error instanceof UsageError)
      return `${error.message} ${error.remedy}`;
    throw error;
  }
}

/** The id by which an event counts once. */
function readMessageId(event: unknown): unknown {
  const fields = isObject(event) ? event : {};
  const id = isObject(fields['detail']) ? fields['detail']['messageId'] : undefined;
  return id ?? fields['id'];
}

function reportUnknownKey(key: string): CommandResult {
  const problem = `Nothing is kept under ${key}.`;
  const remedy = 'Give a key as `percorso rejected list` shows it.';
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_rejected_event', problem, remedy } },
    lines: [problem, remedy],
  };
}

function formatKept({ key, rejected, source, name }: KeptEvent): string[] {
  const from = [source ?? 'unknown source', name ?? 'unknown event'].join('  ');
  return [
    `${formatMoment(rejected.receivedAt)}  ${rejected.code}  ${from}`,
    `  ${describeProblem(rejected)}`,
    `  ${key}`,
  ];
}

function describe({ id, code, problem, remedy, receivedAt }: RejectedTouchpoint): Record<string, unknown> {
  return { id, code, problem, remedy, receivedAt: new Date(receivedAt).toISOString() };
}

/** The problem and its remedy; without the code, which is shown beside it. */
function describeProblem({ code, problem, remedy }: RejectedTouchpoint): string {
  const words = problem.replace(`${code}; `, '');
  return words.includes(remedy) ? words : `${words.replace(/\.$/, '')}. ${remedy}`;
}
