/** `anonymousDays`: visitors who are not seen expire, people do not, and a visitor who comes back is one person. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

const day = 86_400_000;
let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

async function visit(...details: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  await session.put(...details.map((detail) => ({ name: 'Page Viewed', detail })));
  expect(await session.settle()).toEqual({});
}

/** Without the schedules of each half day. */
async function skip(days: number): Promise<void> {
  await session.cloud.advance(session.cloud.clock.now() + days * day, days * day);
}

async function listProfiles(): Promise<readonly string[]> {
  const { Items = [] } = await session.dynamodb.send(
    new ScanCommand({ TableName: session.output('ProfilesTable') }),
  );
  return Items.map(({ pk }) => pk?.S ?? '');
}

async function readExpiry(table: string, key: string): Promise<number | undefined> {
  const { Item } = await session.dynamodb.send(
    new GetItemCommand({ TableName: session.output(table), Key: { pk: { S: key } } }),
  );
  expect(Item).toBeDefined();
  return Item?.['expiresAt'] && Number(Item['expiresAt'].N) * 1_000;
}

it('expires visitors who are not seen for 40 days, and no one else', async () => {
  await visit(
    { anonymousId: 'once' },
    { anonymousId: 'loyal' },
    { anonymousId: 'phone' },
    { userId: 'carla' },
  );
  await visit({ anonymousId: 'phone', userId: 'anna' });
  // A visitor of its own until the sign-in: it ends in the profile of carla.
  await visit({ anonymousId: 'tablet' });
  await session.advance(2_000);
  await visit({ anonymousId: 'tablet', userId: 'carla' });
  const start = session.cloud.clock.now();
  const ids = Object.fromEntries(
    await Promise.all(
      ['anonymousId:once', 'anonymousId:loyal', 'userId:anna', 'userId:carla'].map(
        async (person) => [person, (await readPerson(session, person)).profileId] as const,
      ),
    ),
  );
  const once = ids['anonymousId:once'] ?? '';
  const days = async (table: string, key: string) => {
    const at = await readExpiry(table, key);
    return at === undefined ? undefined : Math.round((at - start) / day);
  };
  expect(await days('ProfilesTable', once)).toBe(40);
  expect(await days('ProfilesTable', ids['userId:anna'] ?? '')).toBeUndefined();
  expect(await days('ProfilesTable', ids['userId:carla'] ?? '')).toBeUndefined();
  expect(await days('IdentitiesTable', 'anonymousId#once')).toBe(80);
  expect(await days('IdentitiesTable', 'userId#anna')).toBeUndefined();

  await skip(30);
  await visit({ anonymousId: 'loyal' });
  expect(await days('ProfilesTable', ids['anonymousId:loyal'] ?? '')).toBe(70);

  await skip(13);
  const left = await listProfiles();
  expect(left).not.toContain(once);
  expect(left).toEqual(
    expect.arrayContaining(['anonymousId:loyal', 'userId:anna', 'userId:carla'].map((person) => ids[person])),
  );

  // The profile that ended still leads to hers.
  await visit({ anonymousId: 'tablet', messageId: 'later' });
  const tablet = await session.ask<{ id: string }>('profile', 'anonymousId:tablet');
  expect(tablet.id).toBe(ids['userId:carla']);

  // The id still leads to the profile, which starts from nothing.
  await visit({ anonymousId: 'once', messageId: 'back' });
  const { profileId, items } = await readPerson(session, 'anonymousId:once');
  expect(profileId).toBe(once);
  expect(items.filter(({ kind }) => kind === 'entry')).toHaveLength(2);
  expect((await session.percorso('profile', 'anonymousId:once')).text).toContain('1 changes');
});

it('finds an expired visitor for an export and an erasure, by the id and by the profile', async () => {
  const context = { page: { url: 'https://shop.example/zqmark' } };
  await visit({ anonymousId: 'gone', messageId: 'only', context });
  const { profileId } = await readPerson(session, 'anonymousId:gone');
  await skip(43);
  expect(await listProfiles()).not.toContain(profileId);
  const folder = await mkdtemp(join(tmpdir(), 'percorso-visitor-'));
  const file = join(folder, 'gone.json');
  const { exitCode, text } = await session.percorso('export', 'anonymousId:gone', '--to', file);
  expect(exitCode, text).toBe(0);
  const exported = JSON.parse(await readFile(file, 'utf8'));
  expect(exported).toMatchObject({ profile: null, timeline: [expect.anything()], isComplete: true });
  await rm(folder, { recursive: true });
  expect(JSON.stringify(exported.timeline)).toContain('zqmark');
  expect((await session.percorso('erase', profileId)).text).toContain('anonymousId:gone');
  expect((await session.percorso('erase', 'anonymousId:gone', '--yes')).exitCode).toBe(0);
  expect((await session.percorso('timeline', profileId)).text).not.toContain('zqmark');
  const late = await session.percorso('erase', profileId, '--yes');
  expect(late.text).toContain(`Receipt ${profileId}`);
  expect((await session.percorso('erase', '01M0NOSUCHPROFILE', '--yes')).exitCode).toBe(1);
});
