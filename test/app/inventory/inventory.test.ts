/** The inventory: what a process counts, when it writes, and what it never keeps. */
import { describe, expect, it } from 'vitest';
import { createMemoryInventoryStore } from '../../../adapters/memory/inventory-store.ts';
import type { QueueMessage } from '../../../app/advance/records/queue-message.ts';
import { createInventory, inventoryLimits } from '../../../app/inventory/inventory.ts';
import { proposeContracts } from '../../../app/inventory/propose-contract.ts';
import { readInventory } from '../../../app/inventory/read-inventory.ts';
import type { InventoryBatch } from '../../../app/ports/inventory-store.ts';
import { MINUTE } from '../../../engine/base/time-units.ts';
import { checkEvent } from '../../../engine/config/check/check-event.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const record = {
  messageId: 'm',
  receiptHandle: 'r',
  body: '',
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
};

function make(name: string, fields: Partial<Touchpoint> = {}, breach?: [string, string]): QueueMessage {
  const touchpoint: Touchpoint = {
    ...{
      id: 'e',
      source: 'shop',
      name,
      type: 'track',
      userId: 'anna',
      traits: {},
      properties: {},
      context: {},
    },
    ...{ occurredAt: now, receivedAt: now },
    ...fields,
  };
  return { kind: 'touchpoint', record, touchpoint, ...(breach ? { breach } : {}) };
}

function open() {
  const store = createMemoryInventoryStore();
  const written: InventoryBatch[] = [];
  const put = async (batch: InventoryBatch) => {
    written.push(structuredClone(batch));
    await store.put(batch);
  };
  return { store, written, inventory: createInventory({ put }, 'p1') };
}

describe('a process', () => {
  it('writes its first events at once, then once per five minutes, however many come', async () => {
    const { inventory, written } = open();
    for (let second = 0; second < 600; second++)
      await inventory.note([make('Order Completed')], now + second * 1_000);
    expect(written.map(({ events }) => events[0]?.count)).toEqual([1, 301]);
  });

  it('writes a new name after a minute, and yesterday when the day ends', async () => {
    const { inventory, written } = open();
    await inventory.note([make('A')], now);
    await inventory.note([make('B')], now + 1_000);
    expect(written).toHaveLength(1);
    await inventory.note([], now + MINUTE);
    expect(written.at(-1)?.events.map(({ name }) => name)).toEqual(['A', 'B']);
    await inventory.note([make('A')], now + 2 * MINUTE);
    await inventory.note([make('A')], now + 24 * 60 * MINUTE);
    expect(written.slice(2).map(({ day, events }) => [day, events[0]?.count])).toEqual([
      ['2026-11-22', 2],
      ['2026-11-23', 1],
    ]);
  });

  it('counts random names together beyond the maximum, and keeps its item small', async () => {
    const { inventory, written } = open();
    const properties = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`f${index % 100}x${index % 7}`, 1]),
    );
    const names = Array.from({ length: 2_000 }, (_, index) => make(`Name ${index}`, { properties }));
    await inventory.note(names, now);
    const [batch] = written;
    expect(batch?.events).toHaveLength(inventoryLimits.names);
    expect(batch?.others).toBe(2_000 - inventoryLimits.names);
    const fields = batch?.events.flatMap((event) => Object.keys(event.fields)) ?? [];
    expect(fields).toHaveLength(inventoryLimits.fields);
  });

  it('keeps types and never a value, nor a key that looks like data', async () => {
    const { inventory, written } = open();
    const properties = {
      total: 'nine',
      products: [{ price: 1 }, { price: 'x' }],
      'anna@example.com': true,
      k123456: 1,
    };
    await inventory.note([make('A', { properties, traits: { email: 'anna@example.com' } })], now);
    expect(written[0]?.events[0]?.fields).toEqual({
      'properties.total': [1, ['text']],
      'properties.products': [1, ['list']],
      'properties.products.[]': [1, ['object']],
      'properties.products.[].price': [1, ['number', 'text']],
      'properties.*': [1, ['boolean', 'number']],
      'traits.email': [1, ['text']],
    });
    expect(JSON.stringify(written)).not.toContain('anna@');
  });

  it('asks a table that refuses again after the interval, not with each slice', async () => {
    let calls = 0;
    const put = async () => {
      calls++;
      throw new Error('throttled');
    };
    const inventory = createInventory({ put }, 'p1');
    await expect(inventory.note([make('A')], now)).rejects.toThrow('throttled');
    await inventory.note([make('A')], now + 1_000);
    await expect(inventory.note([make('A')], now + MINUTE)).rejects.toThrow('throttled');
    expect(calls).toBe(2);
  });
});

it('the inventory sums processes and days, shares of fields, breaches and listeners', async () => {
  const store = createMemoryInventoryStore();
  const [first, second] = [createInventory(store, 'p1'), createInventory(store, 'p2')];
  const breach: [string, string] = ['order', 'properties.items.3.price: expected number (type)'];
  await first.note(
    [make('Order', { properties: { total: 1 } }), make('Order', {}, breach)],
    now - 24 * 60 * MINUTE,
  );
  await second.note([make('Order', { properties: { total: 'x' } }), make('Unheard', { source: 'pos' })], now);
  const rule = {
    kind: 'rule',
    id: 'thanks',
    status: 'live',
    trigger: { event: 'Order' },
    actions: [],
  } as const;
  const contract = { kind: 'event', id: 'order', status: 'live', event: 'Order', onBreach: 'warn' } as const;
  const empty = { segments: [], traits: [], templates: [], journeys: [], campaigns: [] };
  const policy = { kind: 'policy', id: 'main', status: 'live' } as never;
  const program = {
    schemaVersion: 1,
    ...{ version: 1, hash: '', publishedAt: 0, ...empty, policy },
    ...{ rules: [rule], contracts: [contract] },
  } as const;
  const { events } = await readInventory(store, program, { now, days: 30 });
  expect(events).toMatchObject([
    {
      name: 'Order',
      count: 3,
      days: { '2026-11-21': 2, '2026-11-22': 1 },
      fields: [{ path: 'properties.total', types: ['number', 'text'], share: 2 / 3 }],
      breaches: { 'event/order: properties.items.[].price: expected number (type)': 1 },
      listeners: ['rule/thanks'],
      contract: 'event/order',
    },
    { name: 'Unheard', source: 'pos', count: 1, listeners: [] },
  ]);
  const [order] = events;
  const [proposal] = proposeContracts(order ? [order] : [], { taken: [], contracts: [] });
  expect(proposal && checkEvent(proposal.document)).toEqual([]);
  expect(proposal?.document.schema).toEqual({ properties: { total: { type: ['number', 'string'] } } });
  expect((await readInventory(store, program, { now, days: 1, name: 'Order' })).events[0]?.count).toBe(1);
});
