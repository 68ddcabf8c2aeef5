/** The policy says whose an id of two users is, other than by default. */
import { expect, it } from 'vitest';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { openPeople } from './merge-story.ts';

const order = { name: 'Order Completed' };

it('shares an email, and leaves a browser with its first user, if the policy says so', async () => {
  const kinds = { email: { ofTwoUsers: 'shared' }, anonymousId: { ofTwoUsers: 'first' } } as const;
  const policy = { ...sampleSnapshot.policy, identity: { kinds } };
  const people = await openPeople({ ...sampleSnapshot, policy });
  const ids = { anonymousId: 'x', email: 'desk@example.com' };
  await people.say({ ...order, id: 'a-1', ago: 900, userId: 'a', ...ids, revenue: 1 });
  await people.say({ ...order, id: 'b-1', ago: 800, userId: 'b', ...ids, revenue: 10 });
  await people.say({ ...order, id: 'x-1', ago: 700, anonymousId: 'x', revenue: 100 });
  await people.say({ ...order, id: 'mail', ago: 600, email: ids.email, revenue: 1_000 });
  const keys = ['userId#a', 'userId#b', 'email#desk@example.com'];
  const sums = keys.map(async (key) => (await people.find(key)).computed['revenue']?.sum);
  expect(await Promise.all(sums)).toEqual([101, 10, 1_000]);
  const { conflicts } = await people.stack.ports.identities.listConflicts(0, undefined);
  expect(conflicts.map(({ key, shared }) => [key.type, shared !== undefined]).sort()).toEqual([
    ['anonymousId', false],
    ['email', true],
  ]);
});

it('gives an id that a form gave to another user to neither, if the one who states it has the maximum', async () => {
  const identity = { kinds: { anonymousId: { max: 2 } } };
  const people = await openPeople({ ...sampleSnapshot, policy: { ...sampleSnapshot.policy, identity } });
  const email = 'desk@example.com';
  await people.say({ ...order, id: 'a-1', ago: 900, userId: 'a', anonymousId: 'p' });
  await people.say({ ...order, id: 'b-1', ago: 800, userId: 'b', anonymousId: 'q', email });
  await people.say({ ...order, id: 'a-2', ago: 700, userId: 'a', anonymousId: 'r' });
  await people.say({ ...order, id: 'form', ago: 600, anonymousId: 's', email });
  await people.say({ ...order, id: 'a-3', ago: 500, userId: 'a', anonymousId: 's' });
  await people.say({ ...order, id: 's-1', ago: 400, anonymousId: 's' });
  const [a, b, s] = await Promise.all(['userId#a', 'userId#b', 'anonymousId#s'].map(people.find));
  expect([a, b, s].map((person) => person?.processedEvents.length)).toEqual([3, 2, 1]);
  expect(new Set([a?.id, b?.id, s?.id]).size).toBe(3);
});
