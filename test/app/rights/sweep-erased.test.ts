/** The sweep of the rejected events of a stage: nothing of an erased person is left in them, and all of others is. */
import { describe, expect, it } from 'vitest';
import type { ErasureReceipt } from '../../../app/ports/erasure-receipts.ts';
import { sweepErased } from '../../../app/rights/sweep/sweep-erased.ts';
import { createFaultInjector } from '../../harness/faults.ts';
import { anna, at, listLeft, now, openSwept as open, reject } from './swept-stage.ts';

describe('rejected and quarantined events', () => {
  it('are removed if they name the erased person, and counted in the receipt', async () => {
    const stores = await open('anna');
    await reject(stores, { userId: 'anna', properties: { a: 1 } });
    await reject(stores, { traits: { email: ' ANNA@example.com' } }, { eventName: 'Order' });
    await reject(stores, `{"no json: ${anna}`);
    await reject(stores, { profileId: 'P-anna' });
    const other = await reject(stores, { userId: 'berta' });
    expect(await sweepErased(stores, at())).toBe('complete');
    expect(Object.keys(await listLeft(stores))).toEqual([other]);
    const receipt = await stores.receipts.read('P-anna');
    expect(receipt).toMatchObject({
      completedAt: expect.any(Number),
      removed: { timeline: 2, rejectedEvents: 4 },
    });
    expect(receipt?.plan).toBeUndefined();
    expect(await stores.sweeps.read()).toBeUndefined();
  });

  it('about someone else stay, without the address of the erased person', async () => {
    const stores = await open('anna');
    const gift = await reject(stores, { userId: 'berta', properties: { to: anna, big: 1, of: ['x', anna] } });
    const packed = await reject(stores, {
      batch: [{ userId: 'anna' }, { userId: 'berta' }, { userId: 'carla', properties: { to: anna } }],
    });
    await sweepErased(stores, at());
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

  it('about someone else stay, without the address inside a longer text, and are counted as changed', async () => {
    const stores = await open('anna');
    const plan = (await stores.receipts.read('P-anna')) as ErasureReceipt;
    const number = { kind: 'address', channel: 'sms', address: '+393331234567' } as const;
    await stores.receipts.save({
      ...plan,
      plan: { ...plan.plan, places: [...(plan.plan?.places ?? []), number] } as never,
    });
    const texts = {
      note: `about Anna@Example.com and +393331234567, or +39 333 123 4567 12 times.`,
      url: 'https://shop.example/?to=anna%40example.com&tel=%2B393331234567',
      [`seen ${anna}`]: 'x',
      others: `xx${anna} x.${anna} ${anna}.au ${anna}-s.org +3933312345678 1+393331234567`,
    };
    const kept = await reject(stores, { userId: 'berta', properties: texts });
    await reject(stores, { properties: { note: `call ${anna}` } });
    await sweepErased(stores, at());
    const left = await listLeft(stores);
    expect(Object.keys(left)).toEqual([kept]);
    expect(JSON.parse(left[kept] ?? '').detail.properties).toEqual({
      note: 'about (erased) and (erased), or (erased) 12 times.',
      url: 'https://shop.example/?to=(erased)&tel=(erased)',
      'seen (erased)': 'x',
      others: texts.others,
    });
    const { removed } = (await stores.receipts.read('P-anna')) as ErasureReceipt;
    expect(removed).toEqual({ timeline: 2, rejectedEvents: 1, rejectedEventsChanged: 1 });
  });

  it('of another profile stay, also if they have no other id', async () => {
    const stores = await open('anna');
    const kept = await reject(stores, { profileId: 'P-berta', to: anna });
    await sweepErased(stores, at());
    expect(JSON.parse((await listLeft(stores))[kept] ?? '').detail).toEqual({
      profileId: 'P-berta',
      to: '(erased)',
    });
  });

  it('are read once for all erased people', async () => {
    const stores = await open('anna', 'berta', 'carla');
    await reject(stores, { batch: [{ userId: 'anna' }, { userId: 'berta' }] });
    const injector = createFaultInjector();
    await sweepErased(injector.wrap(stores, { isDead: false }), at());
    expect(injector.calls.filter((call) => call === 'rejected.get')).toHaveLength(1);
    expect(await listLeft(stores)).toEqual({});
    for (const name of ['anna', 'berta'])
      expect((await stores.receipts.read(`P-${name}`))?.removed).toMatchObject({ rejectedEvents: 1 });
    expect(await stores.receipts.read('P-carla')).toMatchObject({ completedAt: expect.any(Number) });
  });

  it('of a person who is back stay if they are new', async () => {
    const stores = await open('anna');
    await stores.register.lift({ type: 'email', value: anna }, now - 2, []);
    await reject(stores, { traits: { email: anna } }, { receivedAt: now - 50 });
    const back = await reject(stores, { traits: { email: anna } }, { receivedAt: now });
    await sweepErased(stores, at());
    expect(Object.keys(await listLeft(stores))).toEqual([back]);
  });
});
