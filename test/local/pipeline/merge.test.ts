/** A visitor signs in, with the deployed bundles: journeys, counters and the timeline are those of one person. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
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
---
kind: rule
id: kiosk
status: live
trigger: { event: Product Viewed, source: shop.kiosk }
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
  const stayed = await session.percorso('unmerge', 'userId:carla');
  expect([stayed.exitCode, stayed.text]).toEqual([
    1,
    expect.stringMatching(`one that stayed: ${visitor} was merged into it.*\`percorso unmerge ${visitor}\``),
  ]);
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

/** A session that arrives at once: its entries are one item. */
async function view(who: object, ids: readonly string[]): Promise<void> {
  const at = session.cloud.clock.now();
  const batch = ids.map((messageId, index) => ({
    type: 'track',
    event: 'Product Viewed',
    messageId,
    timestamp: new Date(at + index).toISOString(),
    ...who,
  }));
  await say('Batch', { batch });
}

async function countFolds(): Promise<number> {
  const TableName = session.output('TimelineTable');
  const { Items = [] } = await session.dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items.filter(({ folded }) => folded !== undefined).length;
}

it('the timeline and the reasons of a merged person have each view of sessions that are one item', async () => {
  await view({ anonymousId: 'phone' }, ['p1', 'p2', 'p3']);
  await view({ userId: 'dora' }, ['d1', 'd2']);
  expect(await countFolds()).toBe(2);
  await say('Signed In', { userId: 'dora', anonymousId: 'phone' });
  const person = await readPerson(session, 'anonymousId:phone');
  const views = person.items.flatMap((item) =>
    item.kind === 'entry' && item.entry.name === 'Product Viewed' ? [item.entry.touchpointId] : [],
  );
  expect(views).toEqual(['d2', 'd1', 'p3', 'p2', 'p1']);
  const { text } = await session.percorso('timeline', 'userId:dora');
  expect(text.match(/Product Viewed/g)).toHaveLength(5);
  const page = await session.percorso('timeline', 'userId:dora', '--limit', '4');
  expect(page.text.match(/Product Viewed/g)).toHaveLength(2);
  const before = await session.percorso('why', 'userId:dora', 'rule:kiosk');
  expect(before.text).toContain('"Product Viewed" from shop.kiosk, which is not in this person\'s timeline');

  await session.put({ name: 'Product Viewed', source: 'shop.kiosk', detail: { userId: 'dora' } });
  expect(await session.settle()).toEqual({});
  const after = await session.percorso('why', 'anonymousId:phone', 'rule:kiosk');
  expect(after.text).toContain('NOT send email "guide": there is no address for the channel (no_address)');
});
