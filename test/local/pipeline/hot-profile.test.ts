/** Hundreds of events for one person in a moment, and fifty other people among them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orders } from './config.ts';
import { readProfile } from './observe.ts';
import { openSession, type Session, type Touch } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ repeats: 0.2 });
  await session.publish(orders);
});
afterAll(() => session.close());

const hotEvents = 300;
const others = Array.from({ length: 50 }, (_, index) => `other-${index}`);

function order(userId: string, cents: number): Touch {
  const detail = { userId, traits: { email: `${userId}@example.com` }, properties: { revenue: cents / 100 } };
  return { name: 'Order Completed', detail };
}

it('counts every event once, delays no other profile and leaves no dead letter', async () => {
  const hot = Array.from({ length: hotEvents }, (_, index) => order('hot', index + 1));
  // One other person after every six events of the hot one.
  const all = hot.flatMap((touch, index) => {
    const other = index % 6 === 5 ? others[(index - 5) / 6] : undefined;
    return other === undefined ? [touch] : [touch, order(other, 100)];
  });
  const requests = Array.from({ length: Math.ceil(all.length / 10) }, (_, index) =>
    all.slice(index * 10, index * 10 + 10),
  );
  const answers = await Promise.all(requests.map((touches) => session.put(...touches)));
  expect(answers.map(({ FailedEntryCount }) => FailedEntryCount)).toEqual(answers.map(() => 0));

  // Before any record that was handed back returns: the others are served while the hot person has work left.
  await session.cloud.activity.whenSettled();
  expect(others.map(countEmails)).toEqual(others.map(() => 1));

  expect(await session.settle()).toEqual({});
  const { computed } = await readProfile(session, 'userId:hot');
  expect(computed).toMatchObject({ orders: { count: 300 }, revenue: { sum: 451.5 } });
  const profiles = await Promise.all(others.map((userId) => readProfile(session, `userId:${userId}`)));
  for (const profile of profiles)
    expect(profile.computed).toMatchObject({ orders: { count: 1 }, revenue: { sum: 1 } });

  expect(countEmails('hot')).toBe(hotEvents);
  expect(others.map(countEmails)).toEqual(others.map(() => 1));
});

function countEmails(userId: string): number {
  return session.emailsTo(`${userId}@example.com`).length;
}
