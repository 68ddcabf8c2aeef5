/** Two people have one address, and one of them is erased: what holds for the address stays, and the other one is as before. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeOptOutPolicy, newsOnPing } from '../../harness/sample-documents.ts';
import { readPerson } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const shared = 'home@example.com';

let session: Session;
beforeAll(async () => {
  session = await openPublished(`${makeOptOutPolicy()}\n---\n${newsOnPing}`);
  await session.advance(120_000);
  for (const userId of ['anna', 'berta']) {
    await session.put({ name: 'Signed Up', detail: { userId, traits: { email: shared, name: userId } } });
    expect(await session.settle()).toEqual({});
  }
});
afterAll(() => session.close());

async function ping(userId: string): Promise<number> {
  await session.put({ name: 'Ping', detail: { userId } });
  expect(await session.settle()).toEqual({});
  return session.emailsTo(shared).length;
}

it('shows before that the address stays, and what is removed', async () => {
  expect(await ping('berta')).toBe(1);
  const { exitCode } = await session.percorso('suppress', shared, '--reason', 'asked by letter');
  expect(exitCode).toBe(0);
  expect(await ping('berta')).toBe(1);
  const { text } = await session.percorso('erase', 'userId:anna', '--dry-run');
  expect(text).toContain('Ids that another person stated too stay');
  expect(text).toContain(`  email:${shared}\nTraits, segments`);
  expect(text).toMatch(/Its timeline has 1 entry \(events and what they caused\) and 0 messages\./);
  expect(text).toContain('Addresses that are removed: none.');
  const refused = await session.percorso('erase', 'userId:anna', '--dry-run', '--yes');
  expect([refused.exitCode, refused.errors]).toEqual([2, expect.stringContaining('Use one of them.')]);
});

it('keeps the suppression, and the address as an id of the other person', async () => {
  const [anna, berta] = await Promise.all(
    ['userId:anna', 'userId:berta'].map((id) => readPerson(session, id)),
  );
  const before = JSON.stringify(await session.ask('profile', 'userId:berta'));
  expect((await session.percorso('erase', 'userId:anna', '--yes')).exitCode).toBe(0);
  await session.advance(10_000);
  // Her view names the profile that the address leads to.
  const after = before.replaceAll(anna?.profileId ?? '', berta?.profileId ?? '');
  expect(JSON.stringify(await session.ask('profile', 'userId:berta'))).toBe(after);
  expect((await session.percorso('suppressions')).text).toContain(shared);
  expect(await ping('berta')).toBe(1);
  await session.put({ name: 'Signed Up', detail: { traits: { email: shared, city: 'Lugano' } } });
  expect(await session.settle()).toEqual({});
  expect((await readPerson(session, `email:${shared}`)).profileId).toBe(berta?.profileId);
  expect(JSON.stringify(await session.ask('profile', 'userId:berta'))).toContain('Lugano');
});

it('drops a late event of the erased person, who states the address too', async () => {
  const detail = { userId: 'anna', traits: { email: shared, city: 'Como' } };
  await session.put({ name: 'Signed Up', detail });
  expect(await session.settle()).toEqual({});
  expect(JSON.stringify(await session.ask('profile', 'userId:berta'))).not.toContain('Como');
  expect((await session.percorso('profile', 'userId:anna')).exitCode).toBe(1);
});

it('removes the address with the last person who has it', async () => {
  expect((await session.percorso('erase', `email:${shared}`, '--yes')).exitCode).toBe(0);
  expect((await session.percorso('suppressions')).text).toBe('No address is suppressed.');
});
