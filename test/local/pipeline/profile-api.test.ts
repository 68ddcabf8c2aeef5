/** The Profile API on the deployed bundles: from a document and events to what a call centre sees. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findUnpublished } from '../../harness/check-profile-answer.ts';
import { openPublished, type Session } from './session.ts';

interface CreatedKey {
  readonly id: string;
  readonly key: string;
}

let session: Session;
let centre: CreatedKey;

beforeAll(async () => {
  session = await openPublished(`
kind: trait
id: orders
status: live
function: count
event: Order Completed
`);
  centre = await session.ask<CreatedKey>('api-keys', 'create', 'call-centre', '--scopes', allScopes);
  await session.put(
    ...[1, 2].map((n) => order(`o-${n}`, { userId: 'anna', anonymousId: 'phone-of-anna' })),
    order('o-3', { userId: 'anna', traits: { email: 'Anna@Example.com', city: 'Roma' } }),
    order('t-1', { userId: 'anna', anonymousId: 'till' }),
    order('t-2', { userId: 'bruno', anonymousId: 'till' }),
  );
  expect(await session.settle()).toEqual({});
});
afterAll(() => session.close());

const allScopes = 'profiles:read,timeline:read';
const order = (messageId: string, detail: object) => ({
  name: 'Order Completed',
  detail: { messageId, ...detail },
});

async function get(path: string, key = centre.key) {
  const answer = await fetch(`${session.output('ProfileApiUrl')}${path}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const body = (await answer.json()) as Record<string, unknown>;
  const [at = ''] = path.split('?');
  const retryAfter = answer.headers.get('retry-after');
  expect(findUnpublished(at, { status: answer.status, body, retryAfter })).toBeUndefined();
  return { status: answer.status, headers: answer.headers, body };
}

it('shows a person by each identifier, also one with characters that are encoded', async () => {
  const { status, body, headers } = await get('/v1/profiles/userId:anna');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(body).toMatchObject({
    userId: 'anna',
    computed: { orders: 4 },
    traits: { city: { value: 'Roma' } },
  });
  for (const id of ['email:anna%40example.com', 'anonymousId:phone-of-anna', body.id])
    expect((await get(`/v1/profiles/${id}`)).body).toEqual(body);
  // The command shows the same.
  const shown = await session.ask<Record<string, unknown>>('profile', 'userId:anna');
  expect(shown).toMatchObject({ ...body, caps: [] });
});

it('refuses an id of several people, an unknown one, and a key without the scope', async () => {
  expect(await get('/v1/profiles/anonymousId:till')).toMatchObject({ status: 409 });
  expect(await get('/v1/profiles/userId:a%2Fb%20c')).toMatchObject({ status: 404 });
  const other = await session.ask<CreatedKey>('api-keys', 'create', 'pos', '--scopes', 'timeline:read');
  expect(await get('/v1/profiles/userId:anna', other.key)).toMatchObject({ status: 403 });
  expect(await get('/v1/profiles/userId:anna', 'pa_unknown')).toMatchObject({ status: 401 });
});

it('pages through the timeline of two profiles that were merged, while events arrive', async () => {
  await session.put(
    ...[1, 2, 3].map((n) => order(`v-${n}`, { anonymousId: 'laptop' })),
    order('v-4', { userId: 'carla' }),
  );
  expect(await session.settle()).toEqual({});
  await session.put(order('v-5', { userId: 'carla', anonymousId: 'laptop' }));
  expect(await session.settle()).toEqual({});
  const seen: unknown[] = [];
  let cursor: unknown = '';
  for (let page = 0; cursor !== null; page++) {
    const query = page === 0 ? 'limit=2' : `limit=2&cursor=${cursor}`;
    const { status, body } = await get(`/v1/profiles/anonymousId:laptop/timeline?kind=event&${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    seen.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
    cursor = body['cursor'];
    if (page > 1) continue;
    await session.put(order(`late-${page}`, { userId: 'carla' }));
    expect(await session.settle()).toEqual({});
  }
  expect(seen).toEqual(expect.arrayContaining(['v-1', 'v-2', 'v-3', 'v-4', 'v-5']));
  expect(new Set(seen).size).toBe(seen.length);
  const { text } = await session.percorso(
    'timeline',
    'userId:carla',
    '--limit',
    '1',
    '--name',
    'Order Completed',
  );
  expect(text).toMatch(/older ones with the same filters and --cursor \S+$/);
});

it('refuses the cursor of another person or listing, by the API and by the command', async () => {
  const timeline = (person: string, query: string, view = 'timeline') =>
    get(`/v1/profiles/userId:${person}/${view}?limit=1&${query}`);
  const { cursor } = (await timeline('anna', '')).body;
  expect(cursor).toEqual(expect.any(String));
  expect(await timeline('anna', `cursor=${cursor}`)).toMatchObject({ status: 200 });
  const refused = {
    status: 400,
    body: { code: 'query_invalid', message: expect.stringContaining('was not made by this listing') },
  };
  expect(await timeline('bruno', `cursor=${cursor}`)).toMatchObject(refused);
  expect(await timeline('anna', `cursor=${cursor}`, 'messages')).toMatchObject(refused);
  expect(await timeline('anna', `cursor=${cursor}&since=2026-11-01`)).toMatchObject(refused);
  for (const words of [
    ['userId:anna', '--cursor', 'abc'],
    ['userId:bruno', '--cursor', String(cursor)],
    ['userId:anna', '--cursor', String(cursor), '--name', 'Order Completed'],
  ]) {
    const { exitCode, text } = await session.percorso('timeline', ...words);
    expect([exitCode, text]).toEqual([2, expect.stringContaining('start again without --cursor')]);
  }
});

it('goes on with the cursor of either profile after a merge', async () => {
  await session.put(
    ...['w-1', 'w-2'].map((id) => order(id, { anonymousId: 'tablet' })),
    order('w-3', { userId: 'dora' }),
    order('w-4', { userId: 'dora' }),
  );
  expect(await session.settle()).toEqual({});
  const page = async (person: string, query: string) =>
    get(`/v1/profiles/${person}/timeline?kind=event&${query}`);
  const { cursor } = (await page('userId:dora', 'limit=1')).body;
  const visitor = (await page('anonymousId:tablet', 'limit=1')).body;
  await session.advance(5_000);
  await session.put(order('w-5', { userId: 'dora', anonymousId: 'tablet' }));
  expect(await session.settle()).toEqual({});
  for (const each of [cursor, visitor['cursor']]) {
    const { status, body } = await page('userId:dora', `limit=9&cursor=${each}`);
    const ids = (body['items'] as { id: string }[]).map(({ id }) => id);
    expect([status, body['cursor']]).toEqual([200, null]);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).not.toContain('w-5');
  }
});

it('records who looked: a key, and an operator by a command, of whom both are in the export', async () => {
  await get('/v1/profiles/userId:bruno?include=traits');
  expect((await session.percorsoAs('OperatorAccess', 'timeline', 'userId:bruno')).errors).toBe('');
  const { text } = await session.percorsoAs('OperatorAccess', 'looks', 'userId:bruno');
  expect(text).toMatch(/arn:aws:\S+ +timeline/);
  expect(text).toContain(`call-centre (${centre.id})`);
  const day = ['looks', '--by', centre.id, '--day', '2026-11-24'] as const;
  expect((await session.percorso(...day)).text).toContain('traits');
  // An author may not even read people; a responder may, by no policy of the stack, record a look.
  const denied = await session.percorsoAs('ResponderAccess', 'looks', 'userId:bruno');
  expect(denied.exitCode).toBe(3);
  const shown = await session.ask<{ file: string }>('export', 'userId:bruno', '--without-rejected');
  // The third is the export itself.
  expect(shown).toMatchObject({ counts: { looks: 3 } });
});

it('answers all requests in flight while their key is revoked, and none a minute later', async () => {
  const create = ['api-keys', 'create', 'till', '--scopes', 'profiles:read', '--expires', '90d'];
  const { text } = await session.percorsoAs('SecretsAccess', ...create);
  const [key = ''] = text.split('\n');
  const [, id = ''] = /Key (\w+) of till/.exec(text) ?? [];
  const ask = (count: number) =>
    Promise.all(
      Array.from(
        { length: count },
        async () => (await get('/v1/profiles/userId:anna?include=traits', key)).status,
      ),
    );
  const inFlight = ask(100);
  const revoked = await session.percorsoAs('SecretsAccess', 'api-keys', 'revoke', id);
  expect(revoked.text).toContain('within a minute');
  // A process that has not read the key yet refuses it at once.
  const answered = new Set(await inFlight);
  expect(answered).toContain(200);
  expect([200, 401]).toEqual(expect.arrayContaining([...answered]));
  // The load goes on: a process may use for 60 seconds what it has read, and a request during that time does not extend it.
  for (const _step of [1, 2, 3]) {
    await session.advance(19_000, 19_000);
    expect([200, 401]).toEqual(expect.arrayContaining([...new Set(await ask(20))]));
  }
  await session.advance(3000, 3000);
  expect(new Set(await ask(20))).toEqual(new Set([401]));
  const list = (await session.percorsoAs('SecretsAccess', 'api-keys', 'list')).text;
  expect(list).toMatch(new RegExp(`${id} .*revoked .*2026-11-24$`, 'm'));
  expect(list).not.toContain(key);
  expect((await session.percorsoAs('OperatorAccess', ...create)).exitCode).toBe(3);
}, 60_000);
