/** Bad calls among good ones, sent by Segment's own client and by a plain request, on the deployed bundles. */
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listRejected, listStoredIds, readRejectedEvent } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
let writeKey: string;
let host: string;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:00:00Z' });
  const create = ['write-keys', 'create', 'shop', '--kind', 'server'];
  writeKey = (await session.ask<{ readonly key: string }>(...create)).key;
  host = session.output('HttpApiUrl');
});
afterAll(() => session.close());

const nest = (levels: number): object => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
const order = (messageId: string, more: object = {}) => ({
  ...{ userId: 'anna', event: 'Order Completed', messageId, ...more },
});

it('keeps the good calls of a batch of Segment’s client, and rejects each bad one with its reason', async () => {
  const analytics = new Analytics({ writeKey, host, maxEventsInBatch: 7 });
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  const statuses: number[] = [];
  analytics.on('http_response', ({ status }) => statuses.push(status));
  analytics.track(order('good-1'));
  analytics.track(order('deep', { properties: nest(600) }));
  analytics.track(order('nested', { properties: nest(20) }));
  analytics.track(order('named', { event: 'n'.repeat(300) }));
  analytics.track(order('long-name', { event: 'n'.repeat(200) }));
  analytics.track(order('odd', { context: { traits: 'x'.repeat(10) }, userId: '\u0000' }));
  analytics.track(order('good-2'));
  await analytics.closeAndFlush({ timeout: 60_000 });
  expect([failures, statuses]).toEqual([[], [200]]);
  expect(await session.settle()).toEqual({});
  expect(await listStoredIds(session)).toEqual(['good-1', 'good-2', 'long-name']);
  const rejected = await listRejected(session);
  expect(rejected.map(({ code }) => code).sort()).toEqual([
    'event_malformed',
    'id_invalid',
    'touchpoint_too_deep',
    'touchpoint_too_deep',
  ]);
});

it('keeps a description of a call that is too large, which no replay counts', async () => {
  const note = 'x'.repeat(100_000);
  const answer = await fetch(`${host}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
    body: JSON.stringify({ batch: [order('good-3'), order('large', { properties: { note } })] }),
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ rejected: 1, problems: [{ index: 1 }] });
  expect(await session.settle()).toEqual({});
  expect(await listStoredIds(session)).toContain('good-3');
  const [large] = (await listRejected(session)).filter(({ code }) => code === 'touchpoint_too_large');
  if (large === undefined) throw new Error('not rejected');
  const event = await readRejectedEvent(session, large.key);
  expect(event).toContain('"large"');
  expect(event.length).toBeLessThan(6_000);
  const { text } = await session.percorso('rejected', 'replay', large.key);
  expect(text).toContain('touchpoint_too_large');
  const stillThere = (await listRejected(session)).map(({ key }) => key);
  expect(stillThere).toContain(large.key);
});
