/** `percorso rejected`: touchpoints that were refused and kept; look at them, mend the cause, send them again. */
import type { TouchpointSender } from '../../adapters/operator/touchpoint-sender.ts';
import type { RejectedStore, RejectedTouchpoint } from '../../adapters/ports.ts';
import { isRecord } from '../../engine/config/read-value.ts';
import type { CommandResult } from '../command-result.ts';
import { formatCount } from '../output/format-table.ts';
import { deliverBatch } from '../touchpoints/deliver-batch.ts';
import {
  type ReadTouchpoint,
  readTouchpoint,
  TouchpointUnreadableError,
} from '../touchpoints/read-touchpoint.ts';

export async function listRejected(store: RejectedStore, limit: number): Promise<CommandResult> {
  const { keys, isComplete } = await listKeys(store, limit);
  const items = await Promise.all(keys.map(async (key) => ({ key, rejected: await store.get(key) })));
  const more = isComplete ? [] : [`These are the first ${limit}; more with --limit.`];
  return {
    exitCode: 0,
    json: items.map(({ key, rejected }) => ({ key, ...describe(rejected) })),
    lines:
      items.length === 0
        ? ['Nothing is kept: no event was refused.']
        : [
            ...items.flatMap(({ key, rejected }) => [
              `${new Date(rejected.receivedAt).toISOString().slice(0, 19).replace('T', ' ')}  ${rejected.code}  ${key}`,
              `  ${describeProblem(rejected)}`,
            ]),
            ...more,
            'One as it came: `percorso rejected show KEY`. Once the cause is mended: `percorso rejected replay`.',
          ],
  };
}

export async function showRejected(store: RejectedStore, key: string): Promise<CommandResult> {
  const rejected = await store.get(key);
  const { remedy, event } = rejected;
  const problem = describeProblem(rejected);
  return {
    exitCode: 0,
    json: { key, ...describe(rejected), event },
    lines: [problem, ...(problem.includes(remedy) ? [] : [remedy]), '', indent(event)],
  };
}

export interface ReplayRejectedOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Sends also what would be rejected again. */
  readonly isChecked: boolean;
}

/** Sends the events again as they came and removes those that were taken; what would be rejected again stays. */
export async function replayRejected(
  store: RejectedStore,
  keys: readonly string[],
  sender: TouchpointSender,
  { now, isChecked }: ReplayRejectedOptions,
): Promise<CommandResult> {
  const chosen = keys.length > 0 ? keys : (await listKeys(store, Number.POSITIVE_INFINITY)).keys;
  const sent: string[] = [];
  const stayed: { readonly key: string; readonly problem: string }[] = [];
  for (const key of chosen) {
    const read = await readKept(store, key, { now, isChecked });
    if ('problem' in read) {
      stayed.push({ key, problem: read.problem });
      continue;
    }
    const [refused] = await deliverBatch(sender, [read.touchpoint]);
    if (refused === undefined) {
      // Removed after it was taken: a crash between the two sends it twice, and its id counts once.
      await store.remove(key);
      sent.push(key);
    } else stayed.push({ key, problem: `${refused.code} ${refused.message}` });
  }
  return {
    exitCode: stayed.length === 0 ? 0 : 1,
    json: { sent, stayed },
    lines: [
      ...stayed.map(({ key, problem }) => `  ${key} stays: ${problem}`),
      `Sent ${formatCount(sent.length, 'touchpoint')} again; ${stayed.length} kept.`,
    ],
  };
}

async function listKeys(
  store: RejectedStore,
  limit: number,
): Promise<{ keys: string[]; isComplete: boolean }> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(cursor);
    keys.push(...page.keys);
    cursor = page.cursor;
  } while (cursor !== undefined && keys.length < limit);
  return { keys: keys.slice(0, limit), isComplete: cursor === undefined && keys.length <= limit };
}

/** A key that was mistyped, or replayed by somebody else meanwhile, must not hold up the others. */
async function readKept(
  store: RejectedStore,
  key: string,
  { now, isChecked }: ReplayRejectedOptions,
): Promise<ReadTouchpoint | { readonly problem: string }> {
  try {
    return readAgain(await store.get(key), now, isChecked);
  } catch (error) {
    if (error instanceof Error && unknownKey.test(error.name))
      return { problem: 'Nothing is kept under this key.' };
    throw error;
  }
}

const unknownKey = /^(NoSuchKey|RejectedTouchpointUnreadableError)$/;

/** The id that it first came with goes along, so that it counts once whenever it is sent again. */
function readAgain(
  rejected: RejectedTouchpoint,
  now: number,
  isChecked: boolean,
): ReadTouchpoint | { readonly problem: string } {
  try {
    const event: unknown = JSON.parse(rejected.event);
    const id = isRecord(event) ? event['id'] : undefined;
    const messageId = typeof id === 'string' ? { messageId: id } : {};
    return readTouchpoint(event, { source: 'replay', now, isChecked, ...messageId });
  } catch (error) {
    if (error instanceof TouchpointUnreadableError) return { problem: `${error.message} ${error.remedy}` };
    if (error instanceof SyntaxError)
      return { problem: 'It is not JSON, so there is nothing to send again.' };
    throw error;
  }
}

function describe({ id, code, problem, remedy, receivedAt }: RejectedTouchpoint): Record<string, unknown> {
  return { id, code, problem, remedy, receivedAt: new Date(receivedAt).toISOString() };
}

/** Without the code, which stands beside it. */
function describeProblem({ code, problem }: RejectedTouchpoint): string {
  return problem.replace(`${code}; `, '');
}

function indent(event: string): string {
  try {
    return JSON.stringify(JSON.parse(event), null, 2);
  } catch {
    return event;
  }
}
