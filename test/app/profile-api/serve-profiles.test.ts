import { beforeEach, describe, expect, it } from 'vitest';
import { createProfile } from '../../../engine/model/profile.ts';
import { openProfileApi, servedAt, type TestProfileApi } from '../../harness/profile-api.ts';
import { emailTemplate, signUp } from '../../harness/recorded-life.ts';

const documents = `
kind: trait
id: orders
status: live
event: Order Completed
function: count
---
kind: segment
id: buyers
status: live
condition: { did: { event: Order Completed, within: P30D, atLeast: 1 } }
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
---
kind: journey
id: win-back
status: live
trigger: { event: Order Completed }
start: pause
steps:
  pause: { type: wait, for: P30D, next: done }
  done: { type: end }
---
kind: purpose
id: surveys
status: live
name: Surveys
---
kind: policy
id: contact
status: live
caps: [{ limit: 5, per: week, channels: [email] }]
${emailTemplate('thanks')}`;

let api: TestProfileApi;
let key: string;
beforeEach(async () => {
  api = await openProfileApi();
  await api.stage.publish(documents);
  const order = { at: '2026-11-20T11:00:00Z', event: 'Order Completed', traits: { country: 'IT' } };
  await api.stage.live('anna', [signUp('2026-11-19T10:00:00Z'), order], '2026-11-22T12:00:00Z');
  await api.stage.identities.claim(
    { type: 'email', value: 'a@example.com' },
    { sameAs: { type: 'userId', value: 'anna' } },
  );
  key = (await api.makeKey()).text;
});

const anna = '/v1/profiles/userId:anna';

describe('GET /v1/profiles/ID', () => {
  it('has the whole view of a person', async () => {
    const { status, headers, body } = await api.get(anna, key);
    expect(status).toBe(200);
    expect(headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(body).toMatchObject({
      ...{ id: 'profile-of-anna', userId: 'anna', lastSeenAt: '2026-11-20T11:00:00.000Z' },
      identifiers: expect.arrayContaining([
        { type: 'email', value: 'a@example.com', profileId: 'profile-of-anna' },
      ]),
      traits: { country: { value: 'IT', at: '2026-11-20T11:00:00.000Z' } },
      ...{ computed: { orders: 1 }, segments: { buyers: { since: '2026-11-20T11:00:00.000Z' } } },
      consents: { email: { state: 'granted' } },
      addresses: [
        {
          ...{ channel: 'email', address: 'a@example.com', isSuppressed: false },
          messages: { transactional: 'allowed', purposes: { marketing: 'allowed', surveys: 'no_consent' } },
        },
      ],
      caps: [{ limit: 5, used: 1 }],
      journeys: [{ journey: 'win-back', step: 'pause', until: '2026-12-20T11:00:00.000Z' }],
      held: [],
    });
  });

  it('is the same for each identifier of the person, in any spelling and encoding', async () => {
    const { body } = await api.get(anna, key);
    for (const id of ['profile-of-anna', 'email:A%40Example.com', 'EMAIL:a@example.com', 'userid%3Aanna/'])
      expect((await api.get(`/v1/profiles/${id}`, key)).body).toEqual(body);
  });

  it('has the parts that are asked for, and does not read what the others need', async () => {
    api.restart({
      timeline: { list: () => Promise.reject(new Error('not needed')) },
      identities: { ...api.stage.identities, read: () => Promise.reject(new Error('not needed')) },
    });
    const { status, body } = await api.get(`${anna}?include=segments,traits`, key);
    expect([status, Object.keys(body)]).toEqual([
      200,
      ['id', 'userId', 'version', 'createdAt', 'lastSeenAt', 'wakeAt', 'traits', 'segments'],
    ]);
    expect((await api.get(anna, key)).status).toBe(503);
  });

  it('does not say whether a person was never known or was erased, and refuses an id of several people', async () => {
    const unknown = await api.get('/v1/profiles/email:unknown%40example.com', key);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'person_unknown' } });
    await api.stage.profiles.save({ ...createProfile('profile-of-anna', 0), version: 2, erasedAt: servedAt });
    expect(await api.get(anna, key)).toEqual(unknown);
    await api.stage.identities.claim({ type: 'anonymousId', value: 'till' }, { profileId: 'Z0123' });
    expect(await api.get('/v1/profiles/anonymousId:till', key)).toMatchObject({
      status: 409,
      body: { code: 'identifier_shared' },
    });
    expect((await api.looks.listOf('profile-of-anna', undefined)).looks).toEqual([]);
  });
});

describe('a look', () => {
  it('is recorded with who, whom, when, what and from where', async () => {
    const made = await api.makeKey();
    await api.get(`${anna}?include=traits`, made.text);
    const look = {
      ...{
        id: 'request-1',
        at: servedAt,
        profileId: 'profile-of-anna',
        parts: ['traits'],
        from: '192.0.2.7',
      },
      by: { kind: 'key', id: made.key.id, name: 'call-centre' },
    };
    expect((await api.looks.listOf('profile-of-anna', undefined)).looks).toEqual([look]);
    expect((await api.looks.listBy(made.key.id, '2026-11-22', undefined)).looks).toEqual([look]);
  });

  it('that cannot be recorded shows nothing', async () => {
    api.restart({ looks: { record: () => Promise.reject(new Error('throttled')) } });
    const { status, body, headers } = await api.get(anna, key);
    expect([status, Object.keys(body), headers['retry-after']]).toEqual([503, ['code', 'message'], '1']);
  });

  it('is none where nothing was shown', async () => {
    for (const url of [`${anna}?include=all`, `${anna}/everything`]) await api.get(url, key);
    expect((await api.looks.listOf('profile-of-anna', undefined)).looks).toEqual([]);
  });
});

describe('a sensitive field', () => {
  it('is hidden wherever the view has it, unless the key has the scope', async () => {
    await api.stage.publish(`
kind: policy
id: contact
status: live
sensitive: [{ path: profile.traits.health.blood }, { path: event.properties.total, allow: [journey/receipt] }]
---
kind: trait
id: spent
status: live
event: Order Completed
function: sum
path: properties.total
---
kind: journey
id: receipt
status: live
trigger: { event: Order Completed }
key: event.properties.total
start: pause
steps:
  pause: { type: wait, for: P30D, next: done }
  done: { type: end }
`);
    const order = { at: '2026-11-20T11:00:00Z', event: 'Order Completed', properties: { total: 4711 } };
    const health = { blood: 'AB', checked: true };
    await api.stage.live('carla', [{ ...order, traits: { health } }], '2026-11-22T12:00:00Z');
    const some = await api.get('/v1/profiles/userId:carla', (await api.makeKey(['profiles:read'])).text);
    expect(JSON.stringify(some.body)).not.toMatch(/4711|AB/);
    expect(some.body).toMatchObject({
      traits: { health: { value: { blood: '[sensitive]', checked: true } } },
      computed: { spent: '[sensitive]', orders: 1 },
    });
    const all = await api.get('/v1/profiles/userId:carla', key);
    expect(all.body).toMatchObject({ traits: { health: { value: health } }, computed: { spent: 4711 } });
  });
});

describe('GET /v1/profiles/ID/timeline', () => {
  it('has events with their decisions, and messages, newest first, page by page', async () => {
    const { status, body } = await api.get(`${anna}/timeline`, key);
    expect(status).toBe(200);
    const items = body['items'] as Record<string, unknown>[];
    expect(items.map(({ kind, event, template }) => [kind, event ?? template])).toEqual([
      ['message', 'thanks'],
      ['event', 'Order Completed'],
      ['event', 'Signed Up'],
    ]);
    expect(items[1]).toMatchObject({
      ...{ occurredAt: '2026-11-20T11:00:00.000Z', source: 'shop', traits: { country: 'IT' } },
      decisions: expect.arrayContaining([expect.objectContaining({ origin: 'rule:thanks' })]),
    });
    const first = (await api.get(`${anna}/timeline?limit=2`, key)).body;
    const second = (await api.get(`${anna}/timeline?limit=2&cursor=${first['cursor']}`, key)).body;
    expect([...(first['items'] as object[]), ...(second['items'] as object[])]).toEqual(items);
    expect(second['cursor']).toBeNull();
  });

  it('is filtered, and /messages has the messages alone', async () => {
    const list = async (url: string) =>
      ((await api.get(`${anna}/${url}`, key)).body['items'] as object[]).length;
    expect(await list('timeline?name=Signed%20Up')).toBe(1);
    expect(await list('timeline?kind=event&since=2026-11-20')).toBe(1);
    expect(await list('timeline?until=2026-11-20T11:00:00Z')).toBe(1);
    expect(await list('messages')).toBe(1);
    for (const query of ['limit=0', 'limit=201', 'kind=all', 'since=today', 'cursor=%23', 'include=traits'])
      expect((await api.get(`${anna}/timeline?${query}`, key)).body['code']).toBe('query_invalid');
    expect((await api.get(`${anna}/messages?kind=event`, key)).status).toBe(400);
    const { looks } = await api.looks.listOf('profile-of-anna', undefined);
    expect(new Set(looks.flatMap(({ parts }) => parts))).toEqual(new Set(['timeline', 'messages']));
  });

  it('needs its own scope, and hides sensitive fields without another one', async () => {
    expect((await api.get(`${anna}/timeline`, (await api.makeKey(['profiles:read'])).text)).status).toBe(403);
    await api.stage.publish(`
kind: policy
id: contact
status: live
sensitive: [{ path: profile.traits.country }]
`);
    const { text } = await api.makeKey(['timeline:read']);
    const [, order] = (await api.get(`${anna}/timeline`, text)).body['items'] as Record<string, unknown>[];
    expect(order?.['traits']).toEqual({ country: '[sensitive]' });
  });
});
