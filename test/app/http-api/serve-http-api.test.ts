/** The HTTP API answers as the SDKs need it: what was not stored is sent again, what can never be stored is not. */
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { openApi, startedAt, type TestApi } from '../../harness/http-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openApi();
});

const call = { type: 'track', event: 'Order Completed', userId: '42', messageId: 'm-1' };
/** A call whose JSON has exactly this many bytes. */
function makeCall(bytes: number): object {
  const empty = { ...call, note: '' };
  return { ...empty, note: 'x'.repeat(bytes - JSON.stringify(empty).length) };
}

describe('a write key', () => {
  it.each(['/v1/batch', '/v1/b', '/batch', '/v1/batch/'])(
    'comes by Basic authentication to %s',
    async (path) => {
      expect((await api.post(path, { batch: [call] }, api.server)).status).toBe(200);
      expect(api.put).toEqual([{ source: 'shop', name: 'Batch', detail: { batch: [call] } }]);
    },
  );

  it.each([
    ['track', 't'],
    ['identify', 'i'],
    ['page', 'p'],
    ['screen', 's'],
    ['alias', 'a'],
    ['group', 'g'],
  ])('comes in the body of /v1/%s and /v1/%s, and is not forwarded', async (type, letter) => {
    const { type: _type, ...rest } = call;
    for (const path of [type, letter])
      expect((await api.post(`/v1/${path}`, { ...rest, writeKey: api.browser })).status).toBe(200);
    expect(api.listCalls()).toEqual([
      { ...rest, type },
      { ...rest, type },
    ]);
    expect(api.put.map(({ source }) => source)).toEqual(['web', 'web']);
  });

  it('is refused if it is missing, unknown or in another form, and nothing is put', async () => {
    const answers = [
      await api.post('/v1/batch', { batch: [call] }),
      await api.post('/v1/batch', { batch: [call] }, 'unknown'),
      await api.post('/v1/batch', { batch: [call], writeKey: 7 }),
      await api.post('/v1/batch', { batch: [call], writeKey: api.server }, 'unknown'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(api.put).toEqual([]);
  });
});

describe('a body of more than 500 KB', () => {
  it('is refused, plain or compressed; one of exactly 500 KB is not', async () => {
    const send = async (body: string | Uint8Array) =>
      (await api.request('POST', '/v1/batch', body, api.server)).status;
    const full = JSON.stringify({ batch: [...Array(15).fill(makeCall(32_000)), makeCall(31_973)] });
    expect(full.length).toBe(512_000);
    expect(await send(full)).toBe(200);
    expect(await send(gzipSync(full))).toBe(200);
    expect(await send(`${full} `)).toBe(400);
    expect(await send(gzipSync(`${full} `))).toBe(400);
  });
});

describe('a body', () => {
  it.each(['', '{', '[]', '7', '{"batch":7}', '{}', '\u001f\u008b'])(
    'that is no batch is refused: %j',
    async (body) => {
      const answer = await api.request('POST', '/v1/batch', Buffer.from(body, 'latin1'), api.server);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ success: false, code: 'body_malformed' });
    },
  );

  it('without calls is accepted', async () => {
    expect((await api.post('/v1/batch', { batch: [] }, api.server)).status).toBe(200);
    expect(api.put).toEqual([]);
  });
});

describe('the bus', () => {
  const batch = Array.from({ length: 15 }, (_, index) => ({
    ...makeCall(32_000),
    messageId: `m-${index}`,
  }));

  it('gets what it did not accept once more, before the client has to send all again', async () => {
    api.failures.push(undefined, 'InternalFailure');
    expect((await api.post('/v1/batch', { batch }, api.server)).status).toBe(200);
    const ids = api.listCalls().map((each) => (each as typeof call).messageId);
    expect([...new Set(ids)].length).toBe(15);
    expect(ids.length).toBe(15);
  });

  it.each([
    ['ThrottlingException', 429],
    ['InternalFailure', 503],
    ['NotAuthorizedException', 503],
  ])('with %s twice is answered with %i and Retry-After', async (code, status) => {
    api.failures.push(code, code);
    const answer = await api.post('/v1/batch', { batch: [call] }, api.server);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'access-control-allow-origin': '*' });
  });
});

describe('a browser', () => {
  it('may send from every origin', async () => {
    const answer = await api.request('OPTIONS', '/v1/t');
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
    });
    expect(answer.headers['access-control-allow-headers']).toContain('Authorization');
  });

  it('gets the settings of a key, with the host to post to, and 404 for an unknown one', async () => {
    const answer = await api.request('GET', `/v1/projects/${api.browser}/settings`);
    expect(JSON.parse(answer.body)).toMatchObject({
      integrations: { 'Segment.io': { apiKey: api.browser, apiHost: 'api.example.com/v1' } },
      metrics: { sampleRate: 0 },
    });
    expect((await api.request('GET', '/v1/projects/unknown/settings')).status).toBe(404);
  });

  it.each([
    ['GET', '/v1/batch', 405],
    ['POST', '/v1/constructor', 404],
    ['POST', '/v2/batch', 404],
    ['GET', '/', 404],
  ])('gets %s %s answered with %i', async (method, path, status) => {
    expect((await api.request(method, path)).status).toBe(status);
  });
});

it('uses a key for at most a minute after it was revoked, and reads it once in this time', async () => {
  expect((await api.post('/v1/batch', { batch: [call] }, api.server)).status).toBe(200);
  const [key] = await api.store.list();
  if (key === undefined) throw new Error('no key');
  await api.store.put({ ...key, status: 'revoked' });
  const send = async (at: number) => {
    api.setTime(startedAt + at);
    return (await api.post('/v1/batch', { batch: [call] }, api.server)).status;
  };
  expect([await send(59_999), await send(60_000)]).toEqual([200, 401]);
  await api.store.put({ ...key, expiresAt: startedAt + 200_000 });
  expect([await send(120_000), await send(199_999), await send(200_000)]).toEqual([200, 200, 401]);
});
