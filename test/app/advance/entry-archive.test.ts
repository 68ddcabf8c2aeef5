/** "Once in a lifetime, per person and key" holds for any number of keys, and costs nothing where there are few. */
import { describe, expect, it } from 'vitest';
import type { AdvanceDependencies } from '../../../app/advance/dependencies.ts';
import { maxKeyedEntries } from '../../../engine/model/limits.ts';
import { createActor, createProcess } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createFaultInjector, type Fault, faultKinds } from '../../harness/faults.ts';
import { openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

/** Asks for a review at once, so that each entry is one event on the bus. */
const review = (reentry = '') => `
kind: journey
id: review
status: live
trigger: { event: Order Shipped }
key: event.properties.order
${reentry}
start: ask
steps:
  ask: { type: emit, event: Review Asked, properties: { order: { from: event.properties.order } }, next: done }
  done: { type: end }
`;

const ship = (order: number, id: string, at: number) =>
  makeEventText({
    id,
    name: 'Order Shipped',
    userId: 'anna',
    at,
    detail: { timestamp: new Date(at).toISOString(), properties: { order } },
  });

/** Calls of the archive alone. */
const listCalls = (calls: readonly string[]) => calls.filter((call) => call.endsWith('Count'));

async function openBusyLife(orders: number, overrides: Partial<AdvanceDependencies> = {}, reentry = '') {
  const life = await openLife(review(reentry), start, overrides);
  const shipAt = async (order: number, id: string, at: number) => {
    life.stack.clock.now = Math.max(life.stack.clock.now, at);
    expect(await life.deliver([ship(order, id, at)])).toEqual([]);
  };
  for (let order = 0; order < orders; order++) await shipAt(order, `order-${order}`, start + order * hour);
  return {
    life,
    shipAt,
    countAsked: (order: number) =>
      new Set(
        life.stack.emitted
          .filter(({ name, properties }) => name === 'Review Asked' && properties['order'] === order)
          .map(({ id }) => id),
      ).size,
  };
}

describe('a journey with a key and without reentry', () => {
  it('never lets a person in twice with the same key, after any number of other keys', async () => {
    const orders = 3 * maxKeyedEntries;
    const { life, shipAt, countAsked } = await openBusyLife(orders);
    for (let order = 0; order < orders; order++)
      await shipAt(order, `again-${order}`, start + 40 * day + order * hour);
    for (let order = 0; order < orders; order++) expect(countAsked(order)).toBe(1);
    expect(Object.keys((await life.load()).journeyEntries)).toHaveLength(maxKeyedEntries);
  });

  it('lets a person in for each key of one packed batch that the archive does not have', async () => {
    const { life, countAsked } = await openBusyLife(maxKeyedEntries + 6);
    const at = start + 40 * day;
    life.stack.clock.now = at;
    const orders = [0, 1, 100, 2, 101, 100];
    expect(await life.deliver(orders.map((order, n) => ship(order, `late-${n}`, at + n)))).toEqual([]);
    expect(orders.map(countAsked)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('refuses a key that the same packed batch has just moved to the archive', async () => {
    const { life, countAsked } = await openBusyLife(maxKeyedEntries);
    const at = start + 40 * day;
    life.stack.clock.now = at;
    // Order 900 moves order 0 to the archive.
    const orders = [900, 0, 901, 1, 0];
    expect(await life.deliver(orders.map((order, n) => ship(order, `late-${n}`, at + n)))).toEqual([]);
    expect(orders.map(countAsked)).toEqual([1, 1, 1, 1, 1]);
  });

  it('reads and writes nothing for people with few keys', async () => {
    const injector = createFaultInjector();
    const { life, shipAt } = await openBusyLife(maxKeyedEntries - 1);
    const counted = createProcess(injector.wrap(life.stack.ports, { isDead: false }));
    life.stack.clock.now += hour;
    await life.deliver([ship(0, 'again', life.stack.clock.now)], { process: counted });
    await life.deliver([ship(500, 'new', life.stack.clock.now)], { process: counted });
    expect(listCalls(injector.calls)).toEqual([]);
    // The profile is full now: a new key reads once and moves the oldest count.
    await life.deliver([ship(501, 'newer', life.stack.clock.now)], { process: counted });
    expect(listCalls(injector.calls)).toEqual(['timeline.findCount', 'timeline.keepCount']);
    await shipAt(0, 'once more', life.stack.clock.now + hour);
  });

  it('archives no entry that was not saved: a late order that lost a conflict enters once', async () => {
    const { life, countAsked } = await openBusyLife(maxKeyedEntries);
    const { profiles } = life.stack.ports;
    // Older than everything that the profile counts: it would be the first to go.
    const at = start - hour;
    let isBeaten = false;
    const save: typeof profiles.save = async (profile) => {
      if (!isBeaten) {
        isBeaten = true;
        await life.deliver([
          makeEventText({ id: 'page', name: 'Page', userId: 'anna', at: life.stack.clock.now }),
        ]);
      }
      return profiles.save(profile);
    };
    const beaten = createProcess({ ...life.stack.ports, profiles: { ...profiles, save } });
    life.stack.clock.now = start + 20 * hour;
    expect(await life.deliver([ship(900, 'late', at)], { process: beaten })).toEqual([]);
    expect(countAsked(900)).toBe(1);
  });
});

describe('a journey with a key and a limit of entries', () => {
  it('counts the entries of a key across the archive', async () => {
    const reentry = 'reentry: { limit: 3, interval: P1D }';
    const { shipAt, countAsked } = await openBusyLife(maxKeyedEntries, {}, reentry);
    for (let round = 1; round <= 4; round++) {
      for (let order = 0; order < 2 * maxKeyedEntries; order++)
        await shipAt(order, `${round}-${order}`, start + round * 10 * day + order * 60_000);
    }
    expect(countAsked(0)).toBe(3);
    expect(countAsked(maxKeyedEntries)).toBe(3);
  });
});

describe('a crash while counts are archived', () => {
  it.each(faultKinds)('ends as the clean run did, for every call: %s', async (kind) => {
    const play = async (fault?: Fault) => {
      const { life, shipAt, countAsked } = await openBusyLife(maxKeyedEntries + 2);
      const injector = createFaultInjector(...(fault === undefined ? [] : [fault]));
      const actor = createActor(life.stack, { injector });
      life.stack.clock.now = start + 40 * day;
      for (const [order, id] of [
        [0, 'again'],
        [700, 'new'],
        [1, 'once more'],
      ] as const)
        life.stack.queues.get('profile').sendText(ship(order, id, life.stack.clock.now));
      await actor.advance();
      const { journeyEntries } = await life.load();
      // Its count was the one that order 700 moved to the archive.
      await shipAt(2, 'after the crash', life.stack.clock.now + hour);
      return { calls: injector.calls.length, entered: journeyEntries, asked: [0, 1, 2, 700].map(countAsked) };
    };
    const clean = await play();
    expect(clean.asked).toEqual([1, 1, 1, 1]);
    for (let call = 1; call <= clean.calls; call++) {
      const { entered, asked } = await play({ call, kind });
      expect({ call, entered, asked }).toEqual({ call, entered: clean.entered, asked: clean.asked });
    }
  });
});
