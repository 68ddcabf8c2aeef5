/** Carts that wait in a journey while it is edited, and when their messages must go out: worked out without the engine. */
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { makeEventText } from '../harness/events.ts';
import { makeProgram } from '../harness/make-program.ts';

export const MINUTE = 60_000;
export const start = Date.parse('2026-06-01T12:00:00Z');

/**
 * Longest that a worker may go on with the program before the newest: it looks every two seconds, by its own clock. One
 * whose look fails decides by the program that it has; the next look may be minutes later, when there is work again.
 */
const programLag = 5_000;
/** From the second message's wait, in every version. */
const secondWait = 5 * MINUTE;
/** Of the first message's wait: as entered, in the second version, and in the third, which moves everybody. */
const firstWaits = [7 * MINUTE, 9 * MINUTE, 11 * MINUTE] as const;

export interface Cart {
  readonly person: string;
  /** Epoch ms. */
  readonly filledAt: number;
  /** Epoch ms; absent: never. */
  readonly boughtAt?: number;
}

export interface Edits {
  /** A new name, the same graph (epoch ms). */
  readonly renamedAt: number;
  /** Another wait; those inside keep theirs. */
  readonly changedAt: number;
  /** Another wait again, with a step map. */
  readonly movedAt: number;
}

export interface Sent {
  readonly template: 'first' | 'second';
  /** By the clock that decided it (epoch ms). */
  readonly at: number;
}

/** Programs in the order of `Edits`, before all of them the one that the story starts with. */
export async function makePrograms(): Promise<readonly ProgramSnapshot[]> {
  const [first = 0, changed = 0, moved = 0] = firstWaits;
  const initial = await makeProgram(describe('Carts', first));
  const renamed = await makeProgram(describe('Forgotten carts', first), initial);
  const second = await makeProgram(describe('Forgotten carts', changed), renamed);
  const third = await makeProgram(describe('Forgotten carts', moved, 'stepMap: {}'), second);
  return [initial, renamed, second, third];
}

function describe(name: string, firstWait: number, map = ''): string {
  return `
kind: policy
id: contact
status: live
---
kind: template
id: first
status: live
channel: email
class: transactional
content: { subject: "Cart {{ event.properties.cart }}", html: "<p>first</p>" }
---
kind: template
id: second
status: live
channel: email
class: transactional
content: { subject: "Cart {{ event.properties.cart }}", html: "<p>second</p>" }
---
kind: journey
id: carts
name: ${name}
status: live
trigger: { event: Cart Filled }
key: event.properties.cart
concurrency: 16
exitOn: [{ event: Cart Bought }]
start: wait
steps:
  wait: { type: wait, for: PT${firstWait / MINUTE}M, next: first }
  first: { type: send, template: first, next: again }
  again: { type: wait, for: PT${secondWait / MINUTE}M, next: second }
  second: { type: send, template: second, next: done }
  done: { type: end }
${map}
`;
}

export function makeFilled({ person, filledAt }: Cart, index: number): string {
  return makeCartEvent('Cart Filled', person, filledAt, index);
}

export function makeBought({ person, boughtAt = 0 }: Cart, index: number): string {
  return makeCartEvent('Cart Bought', person, boughtAt, index);
}

function makeCartEvent(name: string, userId: string, at: number, cart: number): string {
  const traits = { email: `${userId}@example.com` };
  const detail = { traits, properties: { cart: `cart-${cart}` } };
  return makeEventText({ id: `${name}-${cart}`, name, userId, at, detail });
}

export interface Tolerance {
  /** Milliseconds that workers' clocks are off at most, either way. */
  readonly skew: number;
  /** When (epoch ms) a worker could not read which program is in force. */
  readonly failedLooks: readonly number[];
  /** Latest moment (epoch ms) for something due at `at`. */
  latestFor(at: number): number;
}

/**
 * What is wrong with what was sent for a cart, or undefined. An edit that lands while a cart is filled, or on its due
 * moment, may count or not: each of the versions that could hold is tried.
 */
export function findFault(
  cart: Cart,
  sent: readonly Sent[],
  edits: Edits,
  tolerance: Tolerance,
): string | undefined {
  const faults = listWaits(cart, edits, tolerance).map((wait) => checkCart(cart, sent, wait, tolerance));
  return faults.includes(undefined) ? undefined : faults.join(' or ');
}

function listWaits({ filledAt }: Cart, edits: Edits, tolerance: Tolerance): readonly number[] {
  const { skew, latestFor, failedLooks } = tolerance;
  const [first, changed, moved] = firstWaits;
  const late = programLag + 2 * skew;
  const waits: number[] = [];
  /** Whether something due at `due` may be decided by the program from before the edit. */
  const isOldPossible = (due: number, editedAt: number): boolean =>
    due <= editedAt + late || failedLooks.some((at) => at >= due - skew && at <= latestFor(due) + skew);
  const entered: readonly [number, boolean, boolean][] = [
    [first, true, isOldPossible(filledAt, edits.changedAt)],
    [changed, filledAt >= edits.changedAt - skew, isOldPossible(filledAt, edits.movedAt)],
  ];
  for (const [wait, isBegun, isOpen] of entered) {
    if (!isBegun || !isOpen) continue;
    // The move comes before the first message, or not.
    if (isOldPossible(filledAt + wait, edits.movedAt)) waits.push(wait);
    if (latestFor(filledAt + wait) + skew >= edits.movedAt) waits.push(moved);
  }
  if (filledAt >= edits.movedAt - skew) waits.push(moved);
  return waits;
}

function checkCart(
  { filledAt, boughtAt = Number.POSITIVE_INFINITY }: Cart,
  sent: readonly Sent[],
  wait: number,
  tolerance: Tolerance,
): string | undefined {
  const firsts = sent.filter(({ template }) => template === 'first');
  const [first] = firsts;
  const firstFault = checkOne('first', firsts, filledAt + wait, boughtAt, tolerance);
  if (firstFault !== undefined) return firstFault;
  const seconds = sent.filter(({ template }) => template === 'second');
  if (first === undefined) return seconds.length === 0 ? undefined : 'a second message without a first';
  return checkOne('second', seconds, first.at + secondWait, boughtAt, tolerance);
}

function checkOne(
  name: string,
  sent: readonly Sent[],
  due: number,
  boughtAt: number,
  { skew, latestFor }: Tolerance,
): string | undefined {
  const [one] = sent;
  if (sent.length > 1) return `${name} sent ${sent.length} times`;
  if (one === undefined) return boughtAt <= due + skew ? undefined : `${name} never sent, due at ${due}`;
  // A worker that is ahead takes the wait for over before the order comes in.
  if (boughtAt <= due - 2 * skew - 1) return `${name} sent although it was bought before`;
  // Nothing is taken to have happened after the clock of the worker that hears of it.
  if (one.at < due - skew) return `${name} sent ${due - one.at} ms early`;
  const latest = latestFor(due) + skew;
  return one.at <= latest ? undefined : `${name} sent ${one.at - latest} ms too late`;
}
