/** A person who comes back with erased ids and no new yes, with the deployed bundles: what an operator sees, and can do. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPublished, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openPublished('kind: policy\nid: main\nstatus: live\n');
});
afterAll(() => session.close());

const come = async (consent?: object) => {
  const traits = { email: 'newcust@example.com' };
  const context = consent === undefined ? {} : { consent };
  await session.put({ name: 'Order Completed', detail: { userId: 'newcust', traits, context } });
  expect(await session.settle()).toEqual({});
};
const look = (command: string) => session.percorso(...command.split(' '));
const lift = (policy: string, ...ids: string[]) =>
  session.percorsoAs(policy, 'erasures', 'lift', ...ids, '--reason', 'asked by phone, ticket 4711');
const ids = ['userId:newcust', 'email:newcust@example.com'];

it('says that an id is erased, and lifts the erasure with a record and with what held for the address', async () => {
  await come({ email: false });
  expect((await look('erase userId:newcust --yes')).exitCode).toBe(0);
  await session.advance(10_000);
  await come();
  for (const command of ['profile', 'timeline', 'why', 'consent', 'export']) {
    const { exitCode, text } = await look(`${command} userId:newcust`);
    expect(exitCode).toBe(1);
    expect(text).toMatch(/who was erased on 2026-11-24 \(receipt \w{26}\)\. An event with it creates no one/);
  }
  expect((await look('profile userId:other')).text).not.toContain('erased');

  expect((await lift('PrivacyAccess', ...ids)).text).toContain(
    'The erasure of userId:newcust is not complete.',
  );
  await session.advance(6 * 3_600_000);
  expect((await lift('OperatorAccess', ...ids)).exitCode).toBe(3);
  expect((await lift('PrivacyAccess', 'userId:newcust', 'userId:other')).text).toContain(
    'userId:other is not',
  );
  expect((await look('profile userId:newcust')).text).toContain('erased');

  const lifted = await lift('PrivacyAccess', ...ids);
  expect(lifted).toMatchObject({ exitCode: 0 });
  expect((await lift('PrivacyAccess', ...ids)).exitCode).not.toBe(0);
  const { text } = await look('erasures list');
  expect(text).toMatch(/lifted 2 ids on 2026-11-24T\S+ by \S+: asked by phone, ticket 4711/);
  expect(text).not.toContain('newcust');
  await come();
  const back = await look('profile userId:newcust');
  expect(back.exitCode).toBe(0);
  expect(back.text).toContain('denied');
}, 240_000);
