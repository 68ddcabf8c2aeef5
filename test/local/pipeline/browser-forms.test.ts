/** A stranger with the public key of a page and a person's email, on the deployed bundles: no phone and no device changes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listReasons, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
let server: string;
const browser = { any: '', signed: '' };

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:00:00Z' });
  const create = async (...words: string[]) =>
    (await session.ask<{ readonly key: string }>('write-keys', 'create', ...words)).key;
  server = await create('crm', '--kind', 'server');
  browser.any = await create('web', '--kind', 'browser', '--user-ids', 'any');
  browser.signed = await create('web', '--kind', 'browser', '--user-ids', 'signed');
});
afterAll(() => session.close());

async function post(path: string, body: object, key: string): Promise<void> {
  await session.advance(2_000);
  const { status } = await fetch(`${session.output('HttpApiUrl')}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, writeKey: key }),
  });
  expect(status).toBe(200);
  expect(await session.settle()).toEqual({});
}

const device = (token: string) => ({ type: 'ios', token });

it.each(['any', 'signed'] as const)(
  'with user ids %s, an email is not enough to replace a phone',
  async (rule) => {
    const [email, phone] = [`${rule}@example.com`, '+393331230301'];
    const user = { userId: rule, traits: { email, phone } };
    await post('identify', { ...user, context: { device: device('aaaa7777') } }, server);
    const traits = { email, phone: '+393331239991' };
    const context = { device: device('bad0bad0') };
    await post('identify', { traits, context }, browser[rule]);
    await post('identify', { traits, context, userId: 'null' }, browser[rule]);
    await post('batch', { batch: [{ type: 'identify' }], context: { ...context, traits } }, browser[rule]);
    const { traits: stored, devices } = await readProfile(session, `userId:${rule}`);
    expect(stored['phone']?.value).toBe(phone);
    expect(JSON.stringify(devices)).toContain('aaaa7777');
    expect(JSON.stringify(devices)).not.toContain('bad0bad0');
    const weak = listReasons(await readPerson(session, `userId:${rule}`)).filter((line) =>
      line.includes('weak_identity'),
    );
    expect(weak).toContain('trait:phone: weak_identity');
    expect(weak.join()).not.toContain('weak_identity_kept');
    await post('identify', { traits }, server);
    expect((await readProfile(session, `userId:${rule}`)).traits['phone']?.value).toBe(traits.phone);
  },
);
