/** The sweep of the stores of a stage: nothing of an erased person is left in them, and all of others is. */
import { describe, expect, it } from 'vitest';
import {
  createMemoryErasureReceipts,
  createMemoryErasureSweeps,
} from '../../../adapters/memory/erasure-receipts.ts';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import { type SweepStores, sweepErased } from '../../../app/rights/sweep/sweep-erased.ts';
import { createFaultInjector, type Fault } from '../../harness/faults.ts';

const now = Date.parse('2026-11-29T10:00:00Z');
const anna = 'anna@example.com';
const at = { now: () => now, remainingMilliseconds: () => Number.POSITIVE_INFINITY };

/** A stage with these erased people, each with a user id and an email, whose second pass has ended. */
async function open(...people: readonly string[]) {
  const stores = {
    receipts: createMemoryErasureReceipts(),
    register: createMemoryErasureRegister(),
    sweeps: createMemoryErasureSweeps(),
    programs: createMemoryProgramStore(),
    rejected: createMemoryRejectedStore(),
  };
  await stores.register.open(new Uint8Array(32));
  for (const name of people) {
    const [user, email] = [
      { type: 'userId', value: name },
      { type: 'email', value: `${name}@example.com` },
    ] as const;
    for (const key of [user, email]) await stores.register.add(key, { at: now - 9, receipt: `P-${name}` });
    await stores.receipts.begin({
      ...{ id: `P-${name}`, requestedAt: now - 9, requestedBy: 'op', profileIds: [`P-${name}`] },
      ...{ removed: { timeline: 2 }, firstPassAt: now - 8, secondPassAt: now - 1 },
      plan: { keys: [user, email], places: [{ kind: 'address', channel: 'email', address: email.value }] },
    });
  }
  return stores;
}

let next = 0;
async function reject(
  { rejected }: Pick<SweepStores, 'rejected'>,
  detail: object | string,
  more: { readonly receivedAt?: number; readonly eventName?: string } = {},
): Promise<string> {
  const id = `event-${++next}`;
  const event = typeof detail === 'string' ? detail : JSON.stringify({ id, source: 'shop', detail });
  const base = { kind: 'RejectedTouchpoint', code: 'invalid_touchpoint', problem: '', remedy: '' } as const;
  await rejected.put({ ...base, id, receivedAt: now - 100, event, ...more } as never);
  return id;
}

async function listLeft({ rejected }: Pick<SweepStores, 'rejected'>): Promise<Record<string, string>> {
  const left: Record<string, string> = {};
  for (const { keys } of [await rejected.list(undefined), await rejected.listQuarantined(undefined)])
    for (const key of keys) {
      const { id, event } = await rejected.get(key);
      left[id] = event;
    }
  return left;
}

describe('rejected and quarantined events', () => {
  it('are removed if they name the erased person, and counted in the receipt', async () => {
    const stores = await open('anna');
    await reject(stores, { userId: 'anna', properties: { a: 1 } });
    await reject(stores, { traits: { email: ' ANNA@example.com' } }, { eventName: 'Order' });
    await reject(stores, `{"no json: ${anna}`);
    await reject(stores, { profileId: 'P-anna' });
    const other = await reject(stores, { userId: 'berta' });
    expect(await sweepErased(stores, at)).toBe('complete');
    expect(Object.keys(await listLeft(stores))).toEqual([other]);
    const receipt = await stores.receipts.read('P-anna');
    expect(receipt).toMatchObject({ completedAt: now, removed: { timeline: 2, rejectedEvents: 4 } });
    expect(receipt?.plan).toBeUndefined();
    expect(await stores.sweeps.read()).toBeUndefined();
  });

  it('about someone else stay, without the address of the erased person', async () => {
    const stores = await open('anna');
    const gift = await reject(stores, { userId: 'berta', properties: { to: anna, big: 1, of: ['x', anna] } });
    const packed = await reject(stores, {
      batch: [{ userId: 'anna' }, { userId: 'berta' }, { userId: 'carla', properties: { to: anna } }],
    });
    await sweepErased(stores, at);
    const left = await listLeft(stores);
    expect(JSON.stringify(left)).not.toContain('anna');
    expect(JSON.parse(left[gift] ?? '')).toMatchObject({
      detail: { userId: 'berta', properties: { to: '(erased)', big: 1, of: ['x', '(erased)'] } },
    });
    expect(JSON.parse(left[packed] ?? '').detail.batch).toEqual([
      { userId: 'berta' },
      { userId: 'carla', properties: { to: '(erased)' } },
    ]);
  });

  it('are read once for all erased people', async () => {
    const stores = await open('anna', 'berta', 'carla');
    await reject(stores, { batch: [{ userId: 'anna' }, { userId: 'berta' }] });
    const injector = createFaultInjector();
    await sweepErased(injector.wrap(stores, { isDead: false }), at);
    expect(injector.calls.filter((call) => call === 'rejected.get')).toHaveLength(1);
    expect(await listLeft(stores)).toEqual({});
    for (const name of ['anna', 'berta'])
      expect((await stores.receipts.read(`P-${name}`))?.removed).toMatchObject({ rejectedEvents: 1 });
    expect(await stores.receipts.read('P-carla')).toMatchObject({ completedAt: now });
  });

  it('of a person who is back stay if they are new', async () => {
    const stores = await open('anna');
    await stores.register.lift({ type: 'email', value: anna }, now - 2);
    await reject(stores, { traits: { email: anna } }, { receivedAt: now - 50 });
    const back = await reject(stores, { traits: { email: anna } }, { receivedAt: now });
    await sweepErased(stores, at);
    expect(Object.keys(await listLeft(stores))).toEqual([back]);
  });
});

describe('a sweep', () => {
  async function fill() {
    const stores = await open('anna', 'berta');
    await reject(stores, { userId: 'anna' });
    await reject(stores, { userId: 'carla', properties: { to: anna } }, { eventName: 'Order' });
    await reject(stores, { userId: 'berta' });
    return stores;
  }
  const run = async (stores: SweepStores, ...faults: readonly Fault[]) => {
    const injector = createFaultInjector(...faults);
    const faulty = injector.wrap(stores, { isDead: false });
    await sweepErased(faulty, at).catch(() => sweepErased(stores, at));
    return injector.calls;
  };
  const observe = async (stores: SweepStores) => ({
    left: Object.values(await listLeft(stores)).map((event) => JSON.parse(event).detail),
    sweep: await stores.sweeps.read(),
    receipts: (await stores.receipts.list(undefined)).receipts.map(({ removed: _, ...rest }) => rest),
  });

  it('ends the same after a failure of each of its calls', async () => {
    const clean = await fill();
    const calls = await run(clean);
    const expected = await observe(clean);
    expect(expected).toMatchObject({ left: [{ userId: 'carla' }], sweep: undefined });
    expect(calls.length).toBeGreaterThan(15);
    for (const index of calls.keys())
      for (const kind of ['fails before', 'fails after'] as const) {
        const stores = await fill();
        await run(stores, { call: index + 1, kind });
        expect(await observe(stores), `call ${index + 1} (${calls[index]}) ${kind}`).toEqual(expected);
      }
  });

  it('stops before its time ends, and the next one continues', async () => {
    const stores = await fill();
    let left = 2;
    const short = { now: () => now, remainingMilliseconds: () => (left-- > 1 ? 100_000 : 0) };
    expect(await sweepErased(stores, short)).toBe('more');
    expect(await stores.sweeps.read()).toMatchObject({ step: 'quarantine' });
    expect(await sweepErased(stores, at)).toBe('complete');
  });
});
