/** A touchpoint whose timeline entry could not be written counts once, however late its record is delivered again. */
import { describe, expect, it } from 'vitest';
import type { AdvancePorts } from '../../../app/advance/dependencies.ts';
import type { TimelineStore } from '../../../app/ports/timeline-store.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeOrder } from '../../harness/events.ts';
import { type Life, openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const minute = 60_000;
const day = 86_400_000;

const orders = `
kind: trait
id: orders
status: live
function: count
event: Order Completed
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content: { subject: Thanks, html: "<p>Thanks</p>" }
---
kind: rule
id: fourth
status: live
trigger: { event: Order Completed }
condition: { profile: { computed: { orders: [4] } } }
actions: [ { emit: Fourth Order } ]
`;

type Mode = 'throws' | 'leaves out' | 'throws after writing';

/** A process whose timeline is down. */
function breakTimeline({ ports }: Life['stack'], mode: Mode, more: Partial<AdvancePorts> = {}) {
  const down = async () => Promise.reject(new Error('ThrottlingException'));
  const { timeline } = ports;
  const putEntries: TimelineStore['putEntries'] = async (entries, expiresAt) => {
    if (mode === 'leaves out') return entries;
    if (mode === 'throws after writing') await timeline.putEntries(entries, expiresAt);
    return down();
  };
  return createProcess({
    ...ports,
    timeline: { ...timeline, putEntries, restoreEntry: down, amendEntry: down },
    ...more,
  });
}

async function orderMany(life: Life, from: number, count: number, gap: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    life.stack.clock.now += gap;
    expect(await life.deliver([makeOrder(`o${n}`, 'anna', life.stack.clock.now, 10)])).toEqual([]);
  }
}

async function countOrders(life: Life): Promise<unknown> {
  return (await life.load()).computed['orders']?.count;
}

describe('an order whose timeline entry was not written', () => {
  it.each(['throws', 'leaves out', 'throws after writing'] as const)(
    'counts once when it is moved back from the dead letters (the timeline %s)',
    async (mode) => {
      const life = await openLife(orders, start);
      const broken = breakTimeline(life.stack, mode);
      const first = [makeOrder('o1', 'anna', start, 10)];
      for (let receives = 1; receives <= 10; receives++) {
        const [unfinished] = await life.deliver(first, { id: 'r1', receives, process: broken });
        life.stack.clock.now += (unfinished?.retryAfter ?? 0) * 1_000;
      }
      life.stack.clock.now = start + 14 * day;
      await orderMany(life, 2, 40, minute);
      expect(await life.deliver(first, { id: 'r1' })).toEqual([]);
      expect(await countOrders(life)).toBe(41);
      const entries = life.stack.ports.timeline.listAllEntries();
      expect(entries.filter(({ touchpoint }) => touchpoint !== undefined)).toHaveLength(41);
      expect((await life.load()).outbox).toEqual([]);
    },
  );

  // What remains of record 23: a bound, not a wish. Closing it costs every event of such a person a write unit more.
  it.each([
    {
      age: 0,
      newer: 31,
      gap: 60,
      counted: 1,
      why: 'the window keeps what was received in four days, up to 32 ids',
    },
    { age: 0, newer: 200, gap: 0.05, counted: 1, why: 'the window keeps what was received in 15 minutes' },
    {
      age: 6,
      newer: 40,
      gap: 60,
      counted: 1,
      why: 'its entry was in the outbox: it was old when it was decided',
    },
    { age: 0, newer: 32, gap: 60, counted: 2, why: 'the bound: no evidence of it is left' },
  ])(
    'counts $counted time(s) when its process died before writing it and $newer newer events came: $why',
    async ({ age, newer, gap, counted }) => {
      const life = await openLife(orders, start);
      const never = new Promise<never>(() => undefined);
      const dying = breakTimeline(life.stack, 'throws');
      const timeline = { ...life.stack.ports.timeline, putEntries: () => never };
      const first = [makeOrder('o1', 'anna', start, 10)];
      life.stack.clock.now = start + age * minute;
      void life.deliver(first, { id: 'r1', process: { ...dying, timeline } });
      await expect.poll(() => life.stack.ports.profiles.listIds()).toHaveLength(1);
      await orderMany(life, 2, newer, gap * minute);
      await life.deliver(first, { id: 'r1', receives: 2 });
      expect(await countOrders(life)).toBe(newer + counted);
    },
  );
});

describe('entries in the outbox beside decisions', () => {
  it('does not count its traces twice in the statistics', async () => {
    const life = await openLife(orders, start);
    await orderMany(life, 1, 3, minute);
    // The fourth has traces, the fifth of the same batch has none; the timeline fails for both.
    life.stack.clock.now += minute;
    const at = life.stack.clock.now;
    const both = [makeOrder('o4', 'anna', at, 10), makeOrder('o5', 'anna', at + 1, 10)];
    expect(await life.deliver(both, { process: breakTimeline(life.stack, 'throws') })).toHaveLength(2);
    expect((await life.load()).outbox.map(({ kind }) => kind)).toEqual([
      'EmitEvent',
      'RecordEntry',
      'RecordEntry',
    ]);
    expect(await life.deliver(both, { receives: 2 })).toEqual([]);
    const { statistics } = life.stack.ports;
    expect(statistics.sumAll()['rule:fourth']).toEqual({ 'decided.emit.done': 1 });
    expect(await countOrders(life)).toBe(5);
  });
});
