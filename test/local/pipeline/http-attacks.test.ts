/** What a broken or hostile client sends to the HTTP API, on the deployed bundles: each call counts once, or is rejected alone. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attacks, writeAttacks } from '../../harness/http-attacks.ts';
import { listRejected, listStoredIds, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
let writeKey: string;
let host: string;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:00:00Z' });
  await session.publish(`
kind: trait
id: orders
status: live
function: count
event: Order Completed
`);
  const create = ['write-keys', 'create', 'shop', '--kind', 'server'];
  writeKey = (await session.ask<{ readonly key: string }>(...create)).key;
  host = session.output('HttpApiUrl');
});
afterAll(() => session.close());

const authorization = () => `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
const post = (body: string, path = '/v1/batch', headers = { authorization: authorization() }) =>
  fetch(`${host}${path}`, { method: 'POST', headers, body });
const order = (userId: string, messageId: string, properties: object = {}) => ({
  ...{ type: 'track', event: 'Order Completed', userId, messageId, properties },
});
const countOrders = async (userId: string) =>
  (await readProfile(session, `userId:${userId}`)).computed['orders']?.count;

it('each attack is stored, or rejected with its code, and the others of the batch count', async () => {
  const response = await post(writeAttacks());
  expect(response.status).toBe(200);
  const bad = attacks.filter(({ code }) => code !== undefined);
  expect(await response.json()).toMatchObject({ success: true, rejected: bad.length });
  expect(await session.settle()).toEqual({});
  const good = attacks.filter(({ code }) => code === undefined).map(({ id }) => id);
  expect((await listStoredIds(session)).sort()).toEqual(good.sort());
  const rejected = await listRejected(session);
  expect(rejected.map(({ code }) => code).sort()).toEqual(bad.map(({ code }) => code).sort());
});

it('a messageId that arrives twice, with other content, does not count, and is reported', async () => {
  await post(JSON.stringify({ batch: [order('bert', 'same', { total: 1 })] }));
  expect(await session.settle()).toEqual({});
  await post(
    JSON.stringify({ batch: [order('bert', 'same', { total: 1 }), order('bert', 'same', { total: 2 })] }),
  );
  expect(await session.settle()).toEqual({});
  expect(await countOrders('bert')).toBe(1);
  expect((await listRejected(session)).map(({ code }) => code)).toContain('message_id_reused');
});

it('a request of which the bus accepted a part is sent again, and each call counts once', async () => {
  // Each is an event of its own, and the bus takes ten in one call: the second call fails.
  const note = 'x'.repeat(32_400);
  const batch = Array.from({ length: 13 }, (_, index) => order('cleo', `part-${index}`, { note }));
  session.cloud.faults.add({
    ...{ operation: 'events:PutEvents', function: 'ReceiveTouchpoints', kind: 'failBefore' },
    ...{ skip: 1, count: 2 },
  });
  const first = await post(JSON.stringify({ batch }));
  expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
  session.cloud.faults.clear();
  expect(await session.settle()).toEqual({});
  expect(await countOrders('cleo')).toBe(10);
  expect((await post(JSON.stringify({ batch }))).status).toBe(200);
  expect(await session.settle()).toEqual({});
  expect(await countOrders('cleo')).toBe(13);
});

it('a write key in the query is not read and not logged: the answer says where it belongs', async () => {
  const path = `/v1/batch?writeKey=${writeKey}`;
  const response = await post(JSON.stringify({ batch: [order('dora', 'query')] }), path, {
    authorization: '',
  });
  expect(response.status).toBe(401);
  expect(await response.text()).toContain('user name of Authorization: Basic, or as writeKey in the body');
  const logged = JSON.stringify(session.cloud.logs.read());
  expect(logged).toContain('receive-touchpoints');
  expect(logged).not.toContain(writeKey);
});

it('a body that comes slowly stops no other request, and counts when it is complete', async () => {
  const body = JSON.stringify({ batch: [order('emil', 'slow')] });
  const headers = { authorization: authorization(), 'content-length': Buffer.byteLength(body) };
  const slow = request(`${host}/v1/batch`, { method: 'POST', headers });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    slow.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject);
  });
  slow.write(body.slice(0, 10));
  for (const index of [1, 2, 3])
    expect((await post(JSON.stringify({ batch: [order('emil', `fast-${index}`)] }))).status).toBe(200);
  slow.end(body.slice(10));
  expect(await answered).toBe(200);
  expect(await session.settle()).toEqual({});
  expect(await countOrders('emil')).toBe(4);
});
