/** The HTTP API on the deployed bundles: from a request with a write key to the profile. */
import { gzipSync } from 'node:zlib';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listRejected, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

interface CreatedKey {
  readonly id: string;
  readonly key: string;
}

let session: Session;
let server: CreatedKey;
let browser: CreatedKey;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:00:00Z' });
  await session.publish(`
kind: trait
id: orders
status: live
function: count
event: Order Completed
`);
  server = await session.ask<CreatedKey>('write-keys', 'create', 'shop', '--kind', 'server');
  browser = await session.ask<CreatedKey>(
    'write-keys',
    'create',
    'web',
    '--kind',
    'browser',
    '--user-ids',
    'any',
  );
});
afterAll(() => session.close());

function post(path: string, body: unknown, key?: string, headers: Record<string, string> = {}) {
  return fetch(`${session.output('HttpApiUrl')}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

const order = (userId: string, messageId: string) => ({
  type: 'track',
  event: 'Order Completed',
  userId,
  messageId,
  timestamp: '2026-11-22T09:59:00.000Z',
});

it('stores a batch, keeps its invalid member among the rejected events, and counts a repeat once', async () => {
  const batch = [
    order('anna', 'o-1'),
    { type: 'track', userId: 'anna', messageId: 'o-2' },
    17,
    order('ben', 'o-3'),
  ];
  for (let round = 0; round < 2; round++) {
    const answer = await post('/v1/batch', { batch, sentAt: '2026-11-22T10:00:00.000Z' }, server.key);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      success: true,
      rejected: 2,
      problems: [
        { index: 1, code: 'name_missing' },
        { index: 2, code: 'detail_malformed' },
      ],
    });
    expect(await session.settle()).toEqual({});
  }
  expect((await readProfile(session, 'userId:anna')).computed['orders']).toMatchObject({ count: 1 });
  expect((await readProfile(session, 'userId:ben')).computed['orders']).toMatchObject({ count: 1 });
  expect(await listRejected(session)).toHaveLength(4);
});

it('accepts what the browser SDK posts: text, the key in the body, a call of its own per path', async () => {
  const call = { ...order('clara', 'o-4'), anonymousId: 'a-1', writeKey: browser.key };
  expect((await post('/v1/t', call, undefined, { 'content-type': 'text/plain' })).status).toBe(200);
  const page = { name: 'Home', userId: 'clara', messageId: 'p-1', writeKey: browser.key };
  expect((await post('/v1/p', page, undefined, { 'content-type': 'text/plain' })).status).toBe(200);
  expect(await session.settle()).toEqual({});
  const { items } = await readPerson(session, 'userId:clara');
  expect(items.filter(({ kind }) => kind === 'entry')).toHaveLength(2);
  expect(JSON.stringify(items)).not.toContain(browser.key);
});

it('accepts compressed bodies', async () => {
  const body = gzipSync(JSON.stringify({ batch: [order('dora', 'o-5')] }));
  const answer = await post('/v1/b', body, server.key, { 'content-encoding': 'gzip' });
  expect(answer.status).toBe(200);
  expect(await session.settle()).toEqual({});
  expect((await readProfile(session, 'userId:dora')).computed['orders']).toMatchObject({ count: 1 });
});

it('stores the page views of a session as one item, in which the timeline shows each', async () => {
  await session.advance(60_000);
  const batch = Array.from({ length: 10 }, (_, n) => ({
    type: 'page',
    name: 'Product',
    userId: 'franca',
    messageId: `view-${n}`,
    timestamp: `2026-11-22T10:01:0${n}.000Z`,
    properties: { path: `/coffee/${n}` },
  }));
  for (const calls of [batch, batch.slice(5)]) {
    const body = { batch: calls, sentAt: '2026-11-22T10:01:10.000Z' };
    expect((await post('/v1/batch', body, server.key)).status).toBe(200);
    expect(await session.settle()).toEqual({});
    const { profileId, items } = await readPerson(session, 'userId:franca');
    const ids = items.map((item) => (item.kind === 'entry' ? item.entry.touchpointId : ''));
    expect(ids).toEqual(batch.map(({ messageId }) => messageId).toReversed());
    if (calls !== batch) continue;
    const { Count } = await session.dynamodb.send(
      new QueryCommand({
        TableName: session.output('TimelineTable'),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: profileId } },
      }),
    );
    expect(Count).toBe(1);
  }
});

it('refuses a revoked key within a minute, and accepts the one that replaced it', async () => {
  const old = await session.ask<CreatedKey>('write-keys', 'create', 'shop', '--kind', 'server');
  const send = async (key: string) => (await post('/v1/track', order('emil', 'o-6'), key)).status;
  expect([await send(old.key), await send('unknown')]).toEqual([200, 401]);
  const next = await session.ask<CreatedKey>('write-keys', 'rotate', old.id, '--keep', '24');
  expect([await send(old.key), await send(next.key)]).toEqual([200, 200]);
  expect((await session.percorso('write-keys', 'revoke', old.id)).text).toContain('within a minute');
  await session.advance(60_000);
  expect([await send(old.key), await send(next.key)]).toEqual([401, 200]);
  const { text } = await session.percorso('write-keys', 'list');
  expect(text).toMatch(new RegExp(`${old.id}.*revoked`));
  expect(text).toMatch(new RegExp(`${next.id}.*active`));
  expect(text).not.toContain(next.key);
  // The policy for secrets is enough, and an author's is not.
  const create = ['write-keys', 'create', 'shop', '--kind', 'server'];
  expect((await session.percorsoAs('SecretsAccess', ...create)).exitCode).toBe(0);
  expect((await session.percorsoAs('SecretsAccess', 'write-keys', 'revoke', next.id)).exitCode).toBe(0);
  expect((await session.percorsoAs('AuthorAccess', ...create)).exitCode).toBe(3);
});

it('lists signing keys, and revokes one for all write keys, with the policy for secrets', async () => {
  const create = ['write-keys', 'create', 'web', '--kind', 'browser', '--user-ids', 'signed'];
  const { id, signingKey } = await session.ask<CreatedKey & { readonly signingKey: string }>(...create);
  await session.ask('write-keys', 'rotate', id, '--keep', '0');
  const revoke = ['write-keys', 'revoke-signing-key', signingKey];
  expect((await session.percorsoAs('AuthorAccess', ...revoke)).exitCode).toBe(3);
  const { text } = await session.percorsoAs('SecretsAccess', ...revoke);
  expect(text).toContain(`Revoked. The HTTP API accepts no token of the signing key ${signingKey}`);
  const list = (await session.percorso('write-keys', 'list')).text;
  expect(list).toMatch(new RegExp(`${id} .*expired`));
  expect(list.match(new RegExp(`${signingKey} .*revoked`, 'g'))).toHaveLength(2);
  expect((await session.percorso('write-keys', 'revoke-signing-key', 'none')).exitCode).toBe(1);
});
