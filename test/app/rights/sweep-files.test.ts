/** The sweep of the files and queues of a stage, and its crash points. */
import { describe, expect, it } from 'vitest';
import { partitionRows } from '../../../app/lake/partition-rows.ts';
import { sweepErased } from '../../../app/rights/sweep/sweep-erased.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { createFaultInjector, type Fault } from '../../harness/faults.ts';
import { anna, at, listLeft, now, openSwept, reject } from './swept-stage.ts';

const day = '2026-11-24';
const row = (table: string, id: string, more: object = {}, on = day) =>
  `${JSON.stringify({ table, day: on, profile_id: id, ...more })}\n`;
const name = (table: string, file: string, on = day) => `${table}/day=${on}/${file}.json.gz`;
type Stage = Awaited<ReturnType<typeof openSwept>>;

describe('the lake', () => {
  it('keeps the rows of others, in the same files, and loses those of the person', async () => {
    const stage = await openSwept('anna');
    const other = row('touchpoints', 'P9', { user_id: 'berta', properties: `{"to":"${anna}"}` });
    stage.files.set(
      name('touchpoints', 'a'),
      row('touchpoints', 'P-anna') + other + row('touchpoints', 'P8', { user_id: 'anna' }),
    );
    stage.files.set(name('decisions', 'a'), row('decisions', 'P-anna'));
    stage.files.set(name('outcomes', 'a', '2026-12-30'), row('outcomes', 'P-anna'));
    stage.files.set(name('people', 'a', '2001-01-01'), row('people', 'P9', { person_id: 'P-anna' }));
    stage.files.set('incoming/x', row('decisions', 'P-anna') + row('decisions', 'P9'));
    // Without a row of hers; on a day that she has no row of, and on one that the timeline has lost.
    stage.files.set(name('touchpoints', 'b'), other);
    stage.files.set(name('touchpoints', 'c', '2026-11-20'), row('touchpoints', 'P-anna'));
    stage.files.set(name('touchpoints', 'd', '2025-01-01'), row('touchpoints', 'P-anna'));
    expect(await sweepErased(stage, at())).toBe('complete');
    expect(Object.fromEntries(stage.files)).toEqual({
      [name('touchpoints', 'a')]: other,
      [name('decisions', 'a')]: '',
      [name('outcomes', 'a', '2026-12-30')]: '',
      [name('people', 'a', '2001-01-01')]: '',
      'incoming/x': row('decisions', 'P9'),
      [name('touchpoints', 'b')]: other,
      [name('touchpoints', 'c', '2026-11-20')]: row('touchpoints', 'P-anna'),
      [name('touchpoints', 'd', '2025-01-01')]: '',
    });
    expect((await stage.receipts.read('P-anna'))?.removed).toMatchObject({ lakeRows: 7 });
  });

  it('waits after the delivered files until each run of partition-lake has ended', async () => {
    const stage = await openSwept('anna');
    stage.files.set(name('touchpoints', 'a'), row('touchpoints', 'P-anna'));
    const options = { now: () => now, remainingMilliseconds: () => Number.POSITIVE_INFINITY };
    expect(await sweepErased(stage, options)).toBe('more');
    expect(stage.files.get(name('touchpoints', 'a'))).not.toBe('');
    expect(await sweepErased(stage, at())).toBe('complete');
    expect(stage.files.get(name('touchpoints', 'a'))).toBe('');
  });

  it('loses no row that partition-lake files at the same time, in any order of their calls', async () => {
    const open = async () => {
      const stage = await openSwept('anna');
      for (const key of ['x', 'y'])
        stage.files.set(
          `incoming/${key}`,
          row('touchpoints', 'P-anna') + row('touchpoints', `other-${key}`) + row('people', 'P-anna'),
        );
      return stage;
    };
    const file = (stage: Stage) => {
      return partitionRows({
        files: {
          listDelivered: async () => [...stage.files.keys()].filter((key) => key.startsWith('incoming/')),
          read: async (key) => stage.files.get(key),
          write: async (key, text) => void stage.files.set(key, text),
          remove: async (key) => void stage.files.delete(key),
        },
        telemetry: silentTelemetry,
        remainingMilliseconds: () => 1_000_000,
      });
    };
    const clean = await open();
    const injector = createFaultInjector();
    await sweepErased(injector.wrap(clean, { isDead: false }), at());
    for (const place of injector.calls.keys()) {
      const stage = await open();
      let call = 0;
      const before = async () => {
        if (call++ === place) await file(stage);
      };
      await sweepErased(callBefore(stage, before), at());
      await file(stage);
      const left = [...stage.files.values()].join('');
      expect(left, `before call ${place}`).not.toContain('P-anna');
      for (const key of ['x', 'y']) expect(left, `before call ${place}`).toContain(`other-${key}`);
    }
  });
});

/** Calls `before` before each call of the ports. */
function callBefore(stage: Stage, before: () => Promise<void>): Stage {
  const wrap = (port: object) =>
    new Proxy(port, {
      get: (target, key) => {
        const found: unknown = Reflect.get(target, key);
        if (typeof found !== 'function') return found;
        return async (...words: unknown[]) => {
          await before();
          return Reflect.apply(found, target, words) as unknown;
        };
      },
    });
  const ports = Object.entries(stage).map(([key, port]) => [
    key,
    typeof port === 'object' && key !== 'files' ? wrap(port) : port,
  ]);
  return Object.fromEntries(ports) as Stage;
}

describe('dead letters and replies', () => {
  it('of the person are removed, and those of others stay visible', async () => {
    const stage = await openSwept('anna');
    const put = (queue: string, id: string, body: object) =>
      stage.deadLetters.queues[queue]?.push({
        id,
        handle: id,
        sentAt: now - 100,
        body: JSON.stringify(body),
      });
    put('first', '1', { kind: 'SendMessage', profileId: 'P9' });
    put('first', '2', { kind: 'SendMessage', profileId: 'P-anna', to: anna });
    put('first', '3', { 'detail-type': 'Order', detail: { userId: 'anna' } });
    put('second', '4', {
      'detail-type': 'batch',
      detail: { batch: [{ userId: 'anna' }, { userId: 'berta' }] },
    });
    put('second', '5', { kind: 'RunPage', profileIds: ['P9', 'P-anna'] });
    const reply = { channel: 'sms', text: 'x', at: now - 50 } as const;
    await stage.replies.keep({ id: 'a', address: '+41', profileId: 'P-anna', ...reply }, 0);
    await stage.replies.keep({ id: 'b', address: '+42', profileId: 'P9', ...reply }, 0);
    await stage.replies.keep({ id: 'c', address: anna, ...reply, channel: 'email' }, 0);
    await sweepErased(stage, at());
    expect(Object.values(stage.deadLetters.queues).flatMap((all) => all.map(({ id }) => id))).toEqual([
      '1',
      '4',
      '5',
    ]);
    const visible = [
      ...(await stage.deadLetters.receive('first')),
      ...(await stage.deadLetters.receive('second')),
    ];
    expect(visible.map(({ id }) => id)).toEqual(['1', '4', '5']);
    expect((await stage.replies.list(undefined)).replies.map(({ id }) => id)).toEqual(['b']);
    expect((await stage.receipts.read('P-anna'))?.removed).toMatchObject({ deadLetters: 2, replies: 2 });
  });
});

describe('a sweep', () => {
  async function fill() {
    const stage = await openSwept('anna', 'berta');
    await reject(stage, { userId: 'anna' });
    await reject(stage, { userId: 'carla', properties: { to: anna } }, { eventName: 'Order' });
    await reject(stage, { userId: 'berta' });
    stage.files.set(name('touchpoints', 'a'), row('touchpoints', 'P-anna') + row('touchpoints', 'P9'));
    stage.files.set('incoming/x', row('decisions', 'P-berta') + row('decisions', 'P9'));
    stage.deadLetters.queues['first']?.push({
      ...{ id: '1', handle: '1', sentAt: now - 100, body: JSON.stringify({ profileId: 'P-anna' }) },
    });
    await stage.replies.keep(
      { id: 'a', address: '+41', profileId: 'P-anna', channel: 'sms', text: 'x', at: now - 50 },
      0,
    );
    return stage;
  }
  const run = async (stage: Stage, ...faults: readonly Fault[]) => {
    const injector = createFaultInjector(...faults);
    const { files: _, ...ports } = stage;
    await sweepErased(injector.wrap(ports, { isDead: false }), at()).catch(async () => {
      while ((await sweepErased(stage, at(9))) === 'more');
    });
    return injector.calls;
  };
  const observe = async (stage: Stage) => ({
    events: Object.values(await listLeft(stage)).map((event) => JSON.parse(event).detail),
    files: Object.fromEntries(stage.files),
    letters: stage.deadLetters.queues,
    replies: (await stage.replies.list(undefined)).replies,
    sweep: await stage.sweeps.read(),
    open: (await stage.receipts.list(undefined)).receipts.filter(
      ({ plan, completedAt }) => plan !== undefined || completedAt === undefined,
    ),
  });

  it('ends the same after a failure of each of its calls', async () => {
    const clean = await fill();
    const calls = await run(clean);
    const expected = await observe(clean);
    expect(expected).toMatchObject({ events: [{ userId: 'carla' }], replies: [], open: [] });
    expect(expected.sweep).toBeUndefined();
    expect(JSON.stringify(expected)).not.toMatch(/anna|berta/);
    expect(calls.length).toBeGreaterThan(40);
    for (const index of calls.keys())
      for (const kind of ['fails before', 'fails after'] as const) {
        const stage = await fill();
        await run(stage, { call: index + 1, kind });
        expect(await observe(stage), `call ${index + 1} (${calls[index]}) ${kind}`).toEqual(expected);
      }
  });

  it('stops before its time ends, and the next one continues', async () => {
    const stage = await fill();
    let left = 3;
    const short = { ...at(), remainingMilliseconds: () => (left-- > 1 ? 100_000 : 0) };
    expect(await sweepErased(stage, short)).toBe('more');
    expect(await stage.sweeps.read()).toMatchObject({ step: expect.stringMatching(/incoming|rejected/) });
    expect(await sweepErased(stage, at(9))).toBe('complete');
  });
});
