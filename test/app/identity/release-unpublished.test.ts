/** An id is taken from a profile whose last decision is not published yet. */
import { expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import { createProcess } from '../../harness/actor.ts';
import { openPeople, start, writeEvent } from './merge-story.ts';

it('counts the statistics of the decision once', async () => {
  const { stack, say, find } = await openPeople();
  await say({ id: 'a-1', ago: 900, userId: 'a', anonymousId: 'x', email: 'a@example.com' });
  const broken = createProcess({
    ...stack.ports,
    timeline: { ...stack.ports.timeline, putEntries: () => Promise.reject(new Error('No answer')) },
  });
  const queue = stack.queues.get('profile');
  const signUp = { id: 'a-2', ago: 800, name: 'Signed Up', userId: 'a' };
  queue.sendText(writeEvent(signUp));
  const records = queue.receive(10);
  const unfinished = await advanceProfiles(broken, records, start);
  expect(unfinished).toHaveLength(1);
  queue.settle(records, new Set());
  await say({ id: 'b-1', ago: 700, userId: 'b', anonymousId: 'x' });
  // The redelivery.
  await say(signUp);
  expect((await find('userId#a')).outbox).toEqual([]);
  const { listAllEntries } = stack.ports.timeline;
  const entry = listAllEntries().find(({ touchpointId }) => touchpointId === 'a-2');
  expect(entry?.traces.length).toBeGreaterThan(0);
  const sums = stack.ports.statistics.sumAll()['rule:welcome'];
  expect(Object.values(sums ?? {}).length).toBeGreaterThan(0);
  expect(new Set(Object.values(sums ?? {}))).toEqual(new Set([1]));
});
