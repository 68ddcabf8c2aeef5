/** A page is no CRM: a call by a browser key that names a person by an email alone gets an `anonymousId`. */
import { beforeEach, describe, expect, it } from 'vitest';
import { changeUserIds } from '../../../app/write-keys/signing-keys.ts';
import { openApi, startedAt, type TestApi } from '../../harness/http-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openApi();
});

const traits = { email: 'clara@example.com', phone: '+393331230301' };
const call = { type: 'identify', messageId: 'm-1' };

async function send(more: object, shared: object = {}, key = api.browser) {
  await api.post('/v1/b', { batch: [{ ...call, ...more }], ...shared }, key);
  return api.listCalls().at(-1) as Readonly<Record<string, unknown>>;
}

describe.each(['any', 'signed'] as const)('a browser key whose user ids are %s', (rule) => {
  beforeEach(async () => {
    if (rule === 'any') return;
    const id = (await api.store.list()).find(({ kind }) => kind === 'browser')?.id ?? '';
    await changeUserIds(id, { rule, keepMs: 0 }, api.store, startedAt);
  });

  it.each<[string, object, object]>([
    ['its traits', { traits }, {}],
    ['the traits of its context', { context: { traits } }, {}],
    ['the traits of the batch', {}, { context: { traits } }],
    [
      'external ids of the batch',
      { context: null },
      { context: { externalIds: [{ id: 'V-1', type: 'crm' }] } },
    ],
    ['its traits, with an empty anonymousId', { traits, anonymousId: ' ' }, {}],
    ['its traits, with a user id that identifies no one', { traits, userId: 'null' }, {}],
    ['its traits, with the user id 0', { traits, userId: 0 }, {}],
  ])('adds an anonymousId to a call that names a person by %s', async (_where, more, shared) => {
    const first = await send(more, shared);
    expect(first['anonymousId']).toMatch(/^call-[0-9a-f]{32}$/);
    expect((await send(more, shared))['anonymousId']).toBe(first['anonymousId']);
    expect((await send({ ...more, messageId: 'm-2' }, shared))['anonymousId']).not.toBe(first['anonymousId']);
  });

  it('leaves the anonymousId of a call as it is, and adds none to a call that names no one', async () => {
    expect(await send({ traits, anonymousId: 'a-1' })).toHaveProperty('anonymousId', 'a-1');
    expect(await send({ traits: { plan: 'pro' } })).not.toHaveProperty('anonymousId');
  });

  it('is not a server key, of which nothing is added', async () => {
    expect(await send({ traits }, {}, api.server)).toEqual({ ...call, traits });
  });
});

it('with open user ids, a call with a user id gets no anonymousId', async () => {
  expect(await send({ traits, userId: '42' })).toEqual({ ...call, traits, userId: '42' });
});
