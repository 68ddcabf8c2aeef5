/** Requests to the Profile API: keys, limits, and requests that are none. */
import { fc, test } from '@fast-check/vitest';
import { beforeEach, describe, expect, it } from 'vitest';
import { revokeStoredKey } from '../../../app/runtime/revoke-stored-key.ts';
import { openProfileApi, servedAt, type TestProfileApi } from '../../harness/profile-api.ts';
import { emailTemplate, signUp } from '../../harness/recorded-life.ts';

let api: TestProfileApi;
let key: string;
beforeEach(async () => {
  api = await openProfileApi();
  await api.stage.publish(emailTemplate('thanks'));
  await api.stage.live('anna', [signUp('2026-11-19T10:00:00Z')], '2026-11-22T12:00:00Z');
  key = (await api.makeKey()).text;
});

const anna = '/v1/profiles/userId:anna';

describe('a key', () => {
  it('is refused in the same words if it is missing, unknown, revoked or expired', async () => {
    const revoked = await api.makeKey();
    await revokeStoredKey(revoked.key.id, api.keys);
    const answers = [
      await api.get(anna),
      await api.get(anna, 'pa_unknown'),
      await api.get(anna, 'x'.repeat(1_000)),
      await api.get(anna, revoked.text),
      await api.get('/v1/profiles/email:unknown%40example.com', revoked.text),
    ];
    api.setTime(servedAt + 90 * 86_400_000);
    answers.push(await api.get(anna, key));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'key_invalid' } });
  });

  it('can be the user name of Basic, as for the API of Segment', async () => {
    const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
    expect((await api.get(anna, undefined, { headers: { authorization } })).status).toBe(200);
  });

  it('that is revoked is refused after a minute at the latest, in a process that knows it', async () => {
    const { text, key: stored } = await api.makeKey();
    expect((await api.get(anna, text)).status).toBe(200);
    await revokeStoredKey(stored.id, api.keys);
    api.setTime(servedAt + 59_999);
    expect((await api.get(anna, text)).status).toBe(200);
    api.setTime(servedAt + 60_000);
    expect((await api.get(anna, text)).status).toBe(401);
  });

  it('needs the scope of what it asks', async () => {
    const { text } = await api.makeKey(['timeline:read']);
    const { status, body } = await api.get(anna, text);
    expect([status, body['code'], body['scope']]).toEqual([403, 'scope_missing', 'profiles:read']);
  });

  it('has its requests of a minute, in all processes together', async () => {
    const { text } = await api.makeKey(['profiles:read'], 3);
    const statuses: number[] = [];
    for (let request = 0; request < 5; request++) {
      api.restart();
      statuses.push((await api.get(anna, text)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await api.get(anna, text)).headers['retry-after']).toBe('50');
    api.setTime(servedAt + 50_000);
    expect((await api.get(anna, text)).status).toBe(200);
  });
});

describe('a request that is none', () => {
  it.each(['HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE'])(
    '%s is refused before anything is read',
    async (method) => {
      api.restart({ keys: { find: () => Promise.reject(new Error('not needed')) } });
      const { status, headers } = await api.get(anna, key, { method });
      expect([status, headers['allow']]).toEqual([405, 'GET']);
    },
  );

  it('is refused with what was expected', async () => {
    const big = { 'x-big': 'x'.repeat(20_000) };
    expect((await api.get(anna, key, { headers: big })).status).toBe(431);
    expect((await api.get(anna, key, { bodyLength: 1 })).status).toBe(413);
    expect((await api.get(`/v1/profiles/${'x'.repeat(5_000)}`, key)).status).toBe(414);
    for (const url of [
      '/',
      '/v1/profiles',
      '/v1/profiles/',
      `${anna}/profile`,
      '/v1/profiles/%',
      '/v1/profiles/a%00',
    ])
      expect(await api.get(url, key)).toMatchObject({
        status: 400,
        body: { code: 'path_invalid', message: expect.stringContaining('Expected GET /v1/profiles/ID') },
      });
    expect((await api.get('/v1/profiles/email:', key)).body['code']).toBe('identifier_invalid');
    for (const query of ['include=', 'include=traits,all', 'include=traits&include=held', 'limit=1'])
      expect((await api.get(`${anna}?${query}`, key)).body['code']).toBe('query_invalid');
  });

  it('is refused with a day that does not exist, and with a plus sign that became a space', async () => {
    for (const day of ['2026-02-30', '2026-02-29T10:00:00Z', '2026-11-31', '2026-11-02T24:00:00Z'])
      expect(await api.get(`${anna}/timeline?since=${day}`, key)).toMatchObject({
        status: 400,
        body: { code: 'query_invalid', message: expect.not.stringContaining('%2B') },
      });
    for (const name of ['since', 'until']) {
      const url = `${anna}/timeline?${name}=2026-11-02T10:00:00`;
      expect((await api.get(`${url}+01:00`, key)).body['message']).toContain('+ of a zone as %2B');
      expect((await api.get(`${url}%2B01:00`, key)).status).toBe(200);
    }
    expect((await api.get(`${anna}/timeline?since=2028-02-29`, key)).status).toBe(200);
  });

  test.prop([fc.string({ unit: 'binary' }), fc.string(), fc.boolean()])(
    'never fails, and never repeats what it received',
    async (path, query, isEncoded) => {
      const asked = isEncoded ? encodeURIComponent(path.toWellFormed()) : path;
      const { status, body } = await api.get(`/v1/profiles/${asked}?${query}`, key);
      expect([400, 404, 414, 429]).toContain(status);
      if (path.length > 20) expect(JSON.stringify(body)).not.toContain(path);
    },
  );
});
