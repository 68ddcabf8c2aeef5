/** A visitor signs in, with the deployed bundles: journeys, counters and the timeline are those of one person. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listMessages, listReasons, readPerson, readProfile } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
consent: { email: opt-out }
---
kind: trait
id: views
status: live
function: count
event: Product Viewed
---
kind: segment
id: interested
status: live
condition:
  all:
    - profile: { computed: { views: [{ numeric: [">=", 3] }] } }
    - profile: { traits: { email: [{ exists: true }] } }
---
kind: template
id: guide
status: live
channel: email
class: promotional
content: { subject: Guide, html: '<p>Guide</p>' }
---
kind: rule
id: guide
status: live
trigger: { segment: interested, on: entered }
actions: [{ send: guide }]
`;

let session: Session;
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(() => session.close());

async function say(name: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await session.advance(2_000);
  await session.put({ name, detail, source: 'shop.web' });
  expect(await session.settle()).toEqual({});
}

const mails = () => session.cloud.messages().filter(({ channel }) => channel === 'email');

it('the history of a browser follows the person who signs in, and makes her enter a segment once', async () => {
  await say('Signed Up', { userId: 'anna', traits: { email: 'anna@example.com' } });
  await say('Product Viewed', { userId: 'anna' });
  await say('Product Viewed', { anonymousId: 'laptop' });
  await say('Product Viewed', { anonymousId: 'laptop' });
  const visitor = await readProfile(session, 'anonymousId:laptop');
  expect(mails()).toEqual([]);
  await say('Signed In', { userId: 'anna', anonymousId: 'laptop' });
  const anna = await readProfile(session, 'userId:anna');
  expect(anna.computed['views']?.count).toBe(3);
  expect(anna.absorbed?.map(([id]) => id)).toEqual([visitor.id]);
  expect((await readProfile(session, 'anonymousId:laptop')).id).toBe(anna.id);
  expect(mails().map(({ to }) => to)).toEqual(['anna@example.com']);
  const person = await readPerson(session, 'anonymousId:laptop');
  expect(listMessages(person)).toHaveLength(1);
  expect(listReasons(person)).toContain('identity: profiles_merged');
  const { text } = await session.percorso('timeline', 'userId:anna');
  expect(text.match(/Product Viewed/g)).toHaveLength(3);
  const shown = (await session.percorso('profile', 'anonymousId:laptop')).text;
  expect(shown).toContain(`Profile ${anna.id}`);
  expect(shown).toContain(`Profile ${visitor.id} was merged into it on`);
  expect(shown).not.toMatch(/another profile|belongs to/);
  const merges = (await session.percorso('merges', 'userId:anna')).text;
  expect(merges).toContain(`${visitor.id} into ${anna.id}: merged`);
  expect(merges).toContain('by Signed In (shop.web), messageId ');
  expect(merges).toContain(`ids of ${visitor.id}: anonymousId:laptop\n`);
  expect((await session.percorso('merges')).text).toContain(`${visitor.id} into ${anna.id}: merged`);
});

it('what the browser does later is hers, and nothing is sent again', async () => {
  await say('Product Viewed', { anonymousId: 'laptop' });
  await session.advance(24 * 3_600_000);
  expect(await session.settle()).toEqual({});
  expect((await readProfile(session, 'userId:anna')).computed['views']?.count).toBe(4);
  expect(mails()).toHaveLength(1);
});

it('another person who signs in on the browser has a profile of his own', async () => {
  await say('Signed In', { userId: 'bruno', anonymousId: 'laptop' });
  await say('Product Viewed', { userId: 'bruno', anonymousId: 'laptop' });
  expect((await readProfile(session, 'userId:bruno')).computed['views']?.count).toBe(1);
  expect((await readProfile(session, 'userId:anna')).computed['views']?.count).toBe(4);
});

it('the undo of a merge gives the browser its history back, which no event of hers takes again', async () => {
  await say('Product Viewed', { anonymousId: 'tablet' });
  await say('Product Viewed', { userId: 'carla' });
  const visitor = (await readProfile(session, 'anonymousId:tablet')).id;
  await say('Signed In', { userId: 'carla', anonymousId: 'tablet' });
  await say('Product Viewed', { anonymousId: 'tablet' });
  expect((await readProfile(session, 'userId:carla')).computed['views']?.count).toBe(3);
  const planned = await session.percorso('unmerge', 'anonymousId:tablet', '--dry-run');
  expect(planned.text).toContain('Nothing was changed');
  expect(planned.text).toContain(`${visitor}: 1 touchpoint since the merge`);
  const asked = await session.percorso('unmerge', 'anonymousId:tablet');
  expect(asked.exitCode, asked.text).toBe(0);
  expect(await session.settle()).toEqual({});
  expect((await readProfile(session, 'userId:carla')).computed['views']?.count).toBe(1);
  expect((await readProfile(session, 'anonymousId:tablet')).computed['views']?.count).toBe(2);
  expect((await session.percorso('merges', 'anonymousId:tablet')).text).toContain(': undone\n');
  expect(
    (await session.percorso('timeline', 'anonymousId:tablet')).text.match(/Product Viewed/g),
  ).toHaveLength(2);
  await say('Signed In', { userId: 'carla', anonymousId: 'tablet' });
  expect((await readProfile(session, 'anonymousId:tablet')).id).toBe(visitor);
  const again = await session.percorso('unmerge', 'userId:carla');
  expect([again.exitCode, again.text]).toEqual([1, expect.stringContaining('in no other one')]);
  const apart = (await readProfile(session, 'anonymousId:tablet')).apart;
  expect(apart).toHaveLength(1);
  const tried = await session.percorso('unmerge', 'anonymousId:tablet', '--allow', '--dry-run');
  expect([tried.exitCode, tried.text]).toEqual([0, expect.stringContaining('Nothing was changed')]);
  expect(await session.settle()).toEqual({});
  expect((await readProfile(session, 'anonymousId:tablet')).apart).toEqual(apart);
  const allowed = await session.percorso('unmerge', 'anonymousId:tablet', '--allow');
  expect(allowed.exitCode, allowed.text).toBe(0);
  expect(await session.settle()).toEqual({});
  expect((await readProfile(session, 'anonymousId:tablet')).apart).toBeUndefined();
});
