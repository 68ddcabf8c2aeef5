/** Who may change an account through the HTTP API, on the deployed bundles: from the request to what a member reads. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signUserToken } from '../../harness/user-tokens.ts';
import { listReasons, readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

interface CreatedKey {
  readonly id: string;
  readonly key: string;
}

let session: Session;
let server: CreatedKey;
let browser: CreatedKey;
let privateKey: string;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:00:00Z' });
  const create = (source: string, kind: string) =>
    session.ask<CreatedKey>('write-keys', 'create', source, '--kind', kind);
  server = await create('crm', 'server');
  browser = await create('web', 'browser');
  ({ privateKey } = await session.ask<{ privateKey: string }>(
    'write-keys',
    'user-ids',
    browser.id,
    'signed',
  ));
  await session.advance(60_000);
});
afterAll(() => session.close());

async function group(detail: object, key: CreatedKey): Promise<void> {
  await session.advance(2_000);
  const { status } = await fetch(`${session.output('HttpApiUrl')}/v1/group`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ groupId: 'acme', ...detail, writeKey: key.key }),
  });
  expect(status).toBe(200);
  expect(await session.settle()).toEqual({});
}

const show = async (...words: string[]) => (await session.percorso(...words)).text;

it('a stranger cannot change an account by its id, and the timeline says so', async () => {
  await group({ userId: 'anna', traits: { name: 'Acme', plan: 'pro' } }, server);
  await group({ anonymousId: 'mallory', traits: { plan: 'free' } }, browser);
  expect(await show('accounts', 'show', 'acme')).toMatch(/plan +pro/);
  expect(listReasons(await readPerson(session, 'anonymousId:mallory'))).toEqual([
    'account:acme: account_unsigned',
    'account:acme: done',
  ]);
  expect(await show('timeline', 'anonymousId:mallory')).toContain('because no user token names the account');
});

it('a user whose token names the account can', async () => {
  const exp = session.cloud.clock.now() / 1_000 + 600;
  const sign = (claims: object) => ({
    userId: 'anna',
    context: { userToken: signUserToken(privateKey, { sub: 'anna', exp, ...claims }) },
  });
  await group({ ...sign({}), traits: { plan: 'none' } }, browser);
  expect(await show('accounts', 'show', 'acme')).toMatch(/plan +pro/);
  await group({ ...sign({ groupId: ['acme'] }), traits: { plan: 'enterprise' } }, browser);
  expect(await show('accounts', 'show', 'acme')).toMatch(/plan +enterprise/);
});
