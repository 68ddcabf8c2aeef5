/** Sends many items in few calls: SQS and EventBridge accept 10 entries per call, and may refuse some of them. */

import { isRefused } from './is-refused.ts';
import { writeJson } from './write-json.ts';

export interface CallLimits {
  /** Items per call. */
  readonly size: number;
  /** Characters of JSON per call; an item longer than that goes alone. */
  readonly length?: number;
}

/** SQS and EventBridge accept 10 entries per call. */
const queueCall: CallLimits = { size: 10 };

/** An item that was left out twice, or whose call failed. */
export interface Unsent<Item> {
  readonly item: Item;
  /** Of the call; absent for an item that was left out twice. */
  readonly error?: unknown;
}

/** Returns what a call left out, the same objects. */
export type SendCall<Item> = (items: readonly Item[]) => Promise<readonly unknown[]>;

/**
 * Sends the items in their order. Items that a call leaves out are sent once more at once. A call that is refused for
 * its content is halved until the faulty item is alone; the others are sent. After any other error the outcome of the
 * call is unknown: its items are not sent again. Never throws.
 */
export async function sendInCalls<Item>(
  items: readonly Item[],
  send: SendCall<Item>,
  limits: CallLimits = queueCall,
): Promise<readonly Unsent<Item>[]> {
  const unsent: Unsent<Item>[] = [];
  for (const call of splitIntoCalls(items, limits)) unsent.push(...(await sendCall(call, send)));
  return unsent;
}

/** As sendInCalls. Throws the first error of a call, otherwise `makeError(count)` when items were left out twice. */
export async function sendAll<Item>(
  items: readonly Item[],
  send: SendCall<Item>,
  makeError: (count: number) => Error,
): Promise<void> {
  const unsent = await sendInCalls(items, send);
  throwFailed(unsent);
  if (unsent.length > 0) throw makeError(unsent.length);
}

/** Throws the first error of a call, if one failed. Items that were left out twice have none. */
export function throwFailed(unsent: readonly Unsent<unknown>[]): void {
  const failed = findFailed(unsent);
  if (failed !== undefined) throw failed.error;
}

/** The first item whose call failed. */
export function findFailed<Item>(unsent: readonly Unsent<Item>[]): Unsent<Item> | undefined {
  return unsent.find(({ error }) => error !== undefined);
}

export function splitIntoCalls<Item>(
  items: readonly Item[],
  { size, length = Number.POSITIVE_INFINITY }: CallLimits = queueCall,
): readonly (readonly Item[])[] {
  const calls: Item[][] = [];
  let call: Item[] = [];
  let filled = 0;
  for (const item of items) {
    const weight = length === Number.POSITIVE_INFINITY ? 0 : writeJson(item).length;
    if (call.length > 0 && (call.length === size || filled + weight > length)) {
      calls.push(call);
      call = [];
      filled = 0;
    }
    call.push(item);
    filled += weight;
  }
  return call.length === 0 ? calls : [...calls, call];
}

async function sendCall<Item>(
  items: readonly Item[],
  send: SendCall<Item>,
): Promise<readonly Unsent<Item>[]> {
  let rest = items;
  try {
    for (let attempt = 1; attempt <= 2 && rest.length > 0; attempt++) {
      const left = new Set<unknown>(await send(rest));
      rest = rest.filter((item) => left.has(item));
    }
    return rest.map((item) => ({ item }));
  } catch (error) {
    if (rest.length === 1 || !isRefused(error)) return rest.map((item) => ({ item, error }));
    const middle = Math.ceil(rest.length / 2);
    const first = await sendCall(rest.slice(0, middle), send);
    return [...first, ...(await sendCall(rest.slice(middle), send))];
  }
}
