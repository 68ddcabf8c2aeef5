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

it.each(['application/json', 'text/plain', 'application/octet-stream'])(
  'rejects alone the calls whose ids are no UTF-8, in a body of the type %s',
  async (type) => {
    const count = async () =>
      (await listRejected(session)).filter(({ code }) => code === 'text_not_utf8').length;
    const before = await count();
    // Two people in Latin-1.
    const users = [Buffer.from('jos\u00e9', 'latin1'), Buffer.from('jos\u00e8', 'latin1')];
    const calls = users.map((user, n) =>
      Buffer.concat([
        Buffer.from('{"userId":"'),
        user,
        Buffer.from(`","event":"Seen","messageId":"${type}-${n}"}`),
      ]),
    );
    const good = JSON.stringify(order(`good-${type}`));
    const parts = ['{"batch":[', calls[0], ',', calls[1], `,${good}]}`].map((part) =>
      Buffer.from(part ?? ''),
    );
    const answer = await fetch(`${host}/v1/batch`, {
      method: 'POST',
      headers: {
        'content-type': type,
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
      },
      body: Buffer.concat(parts),
    });
    expect(await answer.json()).toMatchObject({
      rejected: 2,
      problems: [0, 1].map((index) => ({
        index,
        code: 'text_not_utf8',
        problem: expect.stringContaining('send it again in UTF-8'),
      })),
    });
    expect(await session.settle()).toEqual({});
    expect(await listStoredIds(session)).toContain(`good-${type}`);
    expect(await count()).toBeGreaterThanOrEqual(before + 2);
    const lost = await session.percorso('profile', 'userId:jos\ufffd');
    expect(lost).toMatchObject({ exitCode: 1, text: lost.errors });
  },
);

it('puts no event of a placeholder on the bus, and prints failures to standard error', async () => {
  const put = await session.percorso('put-event', 'Seen', '--user', 'null');
  expect(put).toMatchObject({ exitCode: 2, errors: expect.stringContaining('"null" is a placeholder') });
  for (const words of [
    ['timeline', 'foo:bar'],
    ['timeline', 'nadia'],
    ['profile', 'externalId:crm:V-01'],
  ]) {
    const { exitCode, text, errors } = await session.percorso(...words);
    expect([exitCode, text]).toEqual([1, errors]);
    expect(errors).toContain(`No profile found for ${words[1]}.`);
    expect(errors.includes('percorso identity conflicts')).toBe(words[1]?.includes(':'));
  }
});
