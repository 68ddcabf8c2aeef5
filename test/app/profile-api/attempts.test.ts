/** Attempts: a key asks the Profile API for identifiers that show no person. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openProfileApi, servedAt, type TestProfileApi } from '../../harness/profile-api.ts';

let api: TestProfileApi;
beforeEach(async () => {
  api = await openProfileApi();
});

describe('an attempt', () => {
  it('is recorded where an identifier shows no person: with a hash per key and identifier, and no profile', async () => {
    const made = await api.makeKey();
    const other = await api.makeKey();
    await api.stage.identities.claim({ type: 'anonymousId', value: 'till' }, { profileId: 'Z0123' });
    const unknown = '/v1/profiles/email:unknown%40example.com';
    for (const url of [unknown, unknown, '/v1/profiles/anonymousId:till', '/v1/profiles/userId:'])
      await api.get(url, made.text);
    await api.get(unknown, other.text);
    const { looks } = await api.looks.listBy(made.key.id, '2026-11-22', undefined);
    expect(looks).toHaveLength(3);
    for (const look of looks) {
      expect(look).toMatchObject({ at: servedAt, from: '192.0.2.7', by: { id: made.key.id } });
      expect(look).not.toHaveProperty('profileId');
      expect(look.asked).toMatch(/^[0-9a-f]{32}$/);
    }
    const asked = new Map(looks.map(({ id, asked, parts }) => [id, [asked, ...parts]]));
    expect(asked.get('request-1')).toEqual(asked.get('request-2'));
    expect(asked.get('request-1')?.[1]).toBe('person_unknown');
    expect(asked.get('request-3')?.[1]).toBe('identifier_shared');
    expect(asked.get('request-3')?.[0]).not.toBe(asked.get('request-1')?.[0]);
    const [theirs] = (await api.looks.listBy(other.key.id, '2026-11-22', undefined)).looks;
    expect(theirs?.asked).not.toBe(asked.get('request-1')?.[0]);
  });

  it('that cannot be recorded is not answered', async () => {
    api.restart({ looks: { record: () => Promise.reject(new Error('throttled')) } });
    expect((await api.get('/v1/profiles/userId:unknown', (await api.makeKey()).text)).status).toBe(503);
  });
});
