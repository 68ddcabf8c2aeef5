/** Rejected events: found, looked at, repaired, replayed, removed; on the memory store. */

import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRejectedStore } from '../../../../adapters/memory/rejected-store.ts';
import { readRejectedKey } from '../../../../adapters/s3/rejected-key.ts';
import { nothingHidden } from '../../../../app/inspect/hide-sensitive.ts';
import type { RejectedStore, RejectedTouchpoint } from '../../../../app/ports/rejected-store.ts';
import type { SentTouchpoint, TouchpointSender } from '../../../../app/ports/touchpoint-sender.ts';
import type { RejectedFilter } from '../../../../app/rejected/find-kept.ts';
import {
  listRejected,
  type ReplayRejectedOptions,
  removeRejected,
  replayRejected,
  showRejected,
} from '../../../../cli/commands/events/rejected.ts';
import { parseTouchpoint } from '../../../../engine/touchpoint/parse-touchpoint.ts';
import { TouchpointInvalidError } from '../../../../engine/touchpoint/touchpoint-invalid-error.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const day = 86_400_000;

let store: RejectedStore;
let sent: SentTouchpoint[];
const sender: TouchpointSender = {
  async send(touchpoints) {
    sent.push(...touchpoints);
    return [];
  },
  close() {},
};
beforeEach(() => {
  store = createMemoryRejectedStore();
  sent = [];
});

/** Keeps what the parser refuses, as advance-profile does, and answers its key. */
async function refuse(
  id: string,
  detail: Readonly<Record<string, unknown>>,
  { daysAgo = 0, source = 'shop', name = 'Order Completed' } = {},
): Promise<string> {
  const receivedAt = noon - daysAgo * day;
  const event = { id: `e-${id}`, source, 'detail-type': name, time: '2026-11-20T00:00:00Z', detail };
  await keep({ id, receivedAt, event: JSON.stringify(event), ...explain(event) });
  return (await store.list(undefined)).keys.find((key) => key.endsWith(`/${id}.json`)) ?? '';
}

const keep = (rejected: Omit<RejectedTouchpoint, 'kind'>) =>
  store.put({ kind: 'RejectedTouchpoint', ...rejected });

function explain(event: unknown) {
  try {
    parseTouchpoint(event);
  } catch (error) {
    if (error instanceof TouchpointInvalidError)
      return { code: error.code, problem: error.message, remedy: error.remedy };
  }
  throw new Error('This event is valid');
}

const list = async (filter: RejectedFilter = {}, limit = 100) =>
  (await listRejected(store, filter, limit)).json as readonly Record<string, unknown>[];
const replay = (keys: readonly string[], options: Partial<ReplayRejectedOptions> = {}, filter = {}) =>
  replayRejected(store, { keys, filter }, sender, {
    now: noon,
    isChecked: true,
    repair: { set: [], unset: [] },
    ...options,
  });

describe('percorso rejected list', () => {
  it('shows source, event name, code and moment, the newest first, and keeps the newest under a limit', async () => {
    await refuse('old', { properties: {} }, { daysAgo: 3, source: 'pos', name: 'Receipt' });
    await refuse('new', { userId: true });
    expect(await list()).toMatchObject([
      { source: 'shop', name: 'Order Completed', code: 'id_invalid', receivedAt: '2026-11-22T12:00:00.000Z' },
      { source: 'pos', name: 'Receipt', code: 'no_identity', receivedAt: '2026-11-19T12:00:00.000Z' },
    ]);
    expect(await list({}, 1)).toMatchObject([{ code: 'id_invalid' }]);
    const { lines } = await listRejected(store, {}, 1);
    expect(lines).toContain('These are the newest 1; more with --limit.');
    expect(lines[0]).toBe('2026-11-22 12:00  id_invalid  shop  Order Completed');
  });

  it.each<[string, RejectedFilter, readonly string[]]>([
    ['by code', { code: 'no_identity' }, ['b', 'c']],
    ['by source', { source: 'pos' }, ['b']],
    ['by event', { event: 'Order Completed' }, ['a', 'c']],
    ['by moment', { since: noon - day }, ['a', 'b']],
    ['by all of them', { code: 'no_identity', source: 'shop', since: noon - 5 * day }, ['c']],
    ['by a code that nothing has', { code: 'nothing' }, []],
  ])('filters %s', async (_, filter, ids) => {
    await refuse('a', { userId: true });
    await refuse('b', {}, { daysAgo: 1, source: 'pos', name: 'Receipt' });
    await refuse('c', {}, { daysAgo: 2 });
    expect((await list(filter)).map(({ id }) => id)).toEqual(ids);
  });

  it('reads no object that the moment in its key rules out', async () => {
    for (let age = 0; age < 60; age += 1) await refuse(`r${age}`, {}, { daysAgo: age });
    let reads = 0;
    const counting: RejectedStore = {
      ...store,
      get(key) {
        reads += 1;
        return store.get(key);
      },
    };
    const { json } = await listRejected(counting, { since: noon - 2 * day }, 100);
    expect([(json as readonly unknown[]).length, reads]).toEqual([3, 3]);
  });

  it('lists an event whose text is not JSON, and survives one that is removed while it is read', async () => {
    await keep({
      id: 'raw',
      code: 'event_malformed',
      problem: 'P',
      remedy: 'R',
      receivedAt: noon,
      event: '{',
    });
    await refuse('gone', {});
    const shrinking = { ...store };
    shrinking.list = async (cursor) => {
      const page = await store.list(cursor);
      await store.remove(page.keys.find((key) => key.endsWith('gone.json')) ?? '');
      return page;
    };
    expect((await listRejected(shrinking, {}, 9)).json).toMatchObject([
      { id: 'raw', code: 'event_malformed' },
    ]);
  });
});

describe('percorso rejected show', () => {
  it('prints the event alone as JSON, and what is wrong with it beside that', async () => {
    const key = await refuse('a', { userId: true, traits: { email: 'a@example.com' } });
    const { lines, notes, json } = await showRejected(store, key, nothingHidden);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ source: 'shop', detail: { userId: true } });
    expect(notes?.join(' ')).toContain('id_invalid');
    expect(json).toMatchObject({ event: { detail: { userId: true } } });
  });
});

describe('percorso rejected replay', () => {
  it('sends a repaired event under its first id and takes it off the list', async () => {
    const key = await refuse('a', { userId: true, properties: { total: 'x', items: [{ price: 1 }] } });
    const set = [
      'detail.userId=42',
      'detail.properties.items.0.price=9.5',
      'detail.context.consent.email=true',
    ];
    const { exitCode, lines } = await replay([key], { repair: { set, unset: ['detail.properties.total'] } });
    expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: ['Sent 1 touchpoint again; 0 kept.'] });
    expect(sent).toEqual([
      {
        source: 'shop',
        name: 'Order Completed',
        detail: {
          messageId: 'e-a',
          userId: 42,
          properties: { items: [{ price: 9.5 }] },
          context: { consent: { email: true } },
          timestamp: '2026-11-20T00:00:00Z',
        },
      },
    ]);
    expect(await list()).toEqual([]);
  });

  it('keeps what would be rejected again, says why and how to repair it', async () => {
    const key = await refuse('a', { userId: true });
    const { exitCode, lines } = await replay([key], { repair: { set: ['detail.userId=[]'], unset: [] } });
    expect(exitCode).toBe(1);
    expect(lines[0]).toContain(`${key} stays: detail.userId`);
    expect(lines.at(-1)).toContain('--set path=value');
    expect([sent.length, (await list()).length]).toEqual([0, 1]);
  });

  it('sends nothing for a path that begins at no field of an event', async () => {
    const key = await refuse('a', {});
    for (const repair of [
      { set: ['userId=42'], unset: [] },
      { set: [], unset: ['userId'] },
    ])
      await expect(replay([key], { repair, isChecked: false })).rejects.toMatchObject({ code: 'usage' });
    expect([sent.length, (await list()).length]).toEqual([0, 1]);
  });

  it('sends the event of a file in place of one that is not JSON', async () => {
    await keep({
      id: 'raw',
      code: 'event_malformed',
      problem: 'P',
      remedy: 'R',
      receivedAt: noon,
      event: '{',
    });
    const [key = ''] = (await store.list(undefined)).keys;
    expect((await replay([key])).lines[0]).toContain('--from FILE');
    const replacement = { source: 'shop', name: 'Hi', detail: { userId: 'a' } };
    await replay([key], { replacement });
    expect(sent).toMatchObject([{ name: 'Hi', detail: { messageId: 'raw', userId: 'a' } }]);
  });

  it('repairs all that match a filter with one command', async () => {
    for (const id of ['a', 'b']) await refuse(id, { userId: id, timestamp: 'yesterday' });
    await refuse('other', {});
    const repair = { set: ['detail.timestamp=2026-11-21T10:00:00Z'], unset: [] };
    await replay([], { repair }, { code: 'timestamp_invalid' });
    expect(sent.map(({ detail }) => detail['userId']).sort()).toEqual(['a', 'b']);
    expect(await list()).toMatchObject([{ id: 'other' }]);
  });

  it('loses nothing when the bus refuses, or when it ends between sending and removing', async () => {
    const key = await refuse('a', { userId: true });
    const repair = { set: ['detail.userId=a'], unset: [] };
    const refusing: TouchpointSender = {
      send: async ([touchpoint]) =>
        touchpoint === undefined ? [] : [{ touchpoint, code: 'NotAuthorized', message: 'no' }],
      close() {},
    };
    const options = { now: noon, isChecked: true, repair };
    const choice = { keys: [key], filter: {} };
    expect((await replayRejected(store, choice, refusing, options)).exitCode).toBe(1);
    const crashing = { ...store, remove: () => Promise.reject(new Error('gone')) };
    await expect(replayRejected(crashing, choice, sender, options)).rejects.toThrow('gone');
    await replay([key], { repair });
    expect(sent.map(({ detail }) => detail['messageId'])).toEqual(['e-a', 'e-a']);
    expect(await list()).toEqual([]);
  });
});

describe('percorso rejected remove', () => {
  it('removes the named ones and names those that are not there', async () => {
    const key = await refuse('a', {});
    await refuse('b', {});
    const choice = { keys: [key, 'rejected/no-such'], filter: {} };
    expect(await removeRejected(store, choice)).toMatchObject({
      exitCode: 1,
      json: { removed: [key], unknown: ['rejected/no-such'] },
    });
    expect(await list()).toMatchObject([{ id: 'b' }]);
  });
});

it('a key that has another form is read from its object alone', () => {
  expect(readRejectedKey('rejected/2026/11/22/x.json')).toBeUndefined();
});
