/** Replayed events as data: what was sent, and why the others stay. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import type { RejectionCode } from '../../../app/ports/rejection-codes.ts';
import type { SentTouchpoint, TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import { findKept, listKept } from '../../../app/rejected/find-kept.ts';
import { type ReplayKeptOptions, replayKept } from '../../../app/rejected/replay-kept.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const detail = { userId: 'anna', messageId: 'm1' };
let store: RejectedStore;
let sent: SentTouchpoint[];
let refusal: string | undefined;

const sender: TouchpointSender = {
  async send(touchpoints) {
    if (refusal !== undefined)
      return touchpoints.map((touchpoint) => ({ touchpoint, code: refusal ?? '', message: 'no' }));
    sent.push(...touchpoints);
    return [];
  },
  close() {},
};

beforeEach(() => {
  store = createMemoryRejectedStore();
  [sent, refusal] = [[], undefined];
});

const write = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ id: 'e1', source: 'shop', 'detail-type': 'Order Completed', detail: fields });

async function keep(event: string, code: RejectionCode = 'no_identity', id = 'd1') {
  const words = { problem: 'P', remedy: 'R' };
  await store.put({ kind: 'RejectedTouchpoint', id, code, ...words, receivedAt: now, event });
}

async function replay(options: Partial<ReplayKeptOptions> = {}) {
  const repair = { set: [], unset: [] };
  const choice = { keys: [], filter: {} };
  return replayKept(store, choice, sender, { now, isChecked: true, repair, ...options });
}

describe('a replay', () => {
  it.each<[string, string, RejectionCode, object]>([
    ['is not JSON', '{', 'event_malformed', { kind: 'not_json' }],
    ['is still invalid', write({}), 'no_identity', { kind: 'invalid', problem: expect.any(String) }],
    [
      'is a row of a query, which has a remedy of its own',
      write(detail),
      'row_rejected',
      { kind: 'invalid', problem: expect.stringContaining('row of a query'), remedy: 'R' },
    ],
    ['has the id of a counted event', write(detail), 'message_id_reused', { kind: 'message_id_counted' }],
  ])('sends nothing of an event that %s', async (_, event, code, reason) => {
    await keep(event, code);
    const { sent: keys, stayed } = await replay();
    expect(keys).toEqual([]);
    expect(stayed).toMatchObject([{ reason }]);
    expect([sent.length, (await listKept(store, {}, 9)).items.length]).toEqual([0, 1]);
  });

  it('keeps what the bus refuses and what cannot be repaired, with the reason', async () => {
    await keep(write(detail));
    refusal = 'NotAuthorized';
    expect((await replay()).stayed).toMatchObject([
      { reason: { kind: 'refused', code: 'NotAuthorized', message: 'no' } },
    ]);
    const repair = { set: [{ path: ['source', 'name'], value: 'x' }], unset: [] };
    expect((await replay({ repair })).stayed).toMatchObject([{ reason: { kind: 'invalid' } }]);
  });

  it('names a key under which nothing is stored, and goes on', async () => {
    await keep(write(detail));
    const [kept] = (await listKept(store, {}, 1)).items;
    const keys = ['rejected/none', kept?.key ?? ''];
    const options = { now, isChecked: true, repair: { set: [], unset: [] } };
    expect(await replayKept(store, { keys, filter: {} }, sender, options)).toEqual({
      sent: [keys[1]],
      stayed: [{ key: 'rejected/none', reason: { kind: 'unknown_key' } }],
    });
  });
});

describe('the list of rejected events', () => {
  it('says that it is cut only when there are more, and reads at most 20 objects ahead', async () => {
    for (let index = 0; index < 60; index += 1) await keep(write(detail), 'no_identity', `d${index}`);
    expect(await listKept(store, {}, 60)).toMatchObject({ isCut: false });
    expect(await listKept(store, {}, 59)).toMatchObject({ isCut: true });
    let reads = 0;
    const counting: RejectedStore = {
      ...store,
      get(key) {
        reads += 1;
        return store.get(key);
      },
    };
    for await (const _first of findKept(counting, {})) break;
    expect(reads).toBe(20);
  });
});
