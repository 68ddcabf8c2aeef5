/** The merges of a person, with the event that caused each, and the ids of the two profiles. */
import { expect, it } from 'vitest';
import { listMergesOf } from '../../../app/inspect/list-merges.ts';
import { openPeople, type Said } from '../identity/merge-story.ts';

it.each([
  ['one of the two', 'x', 'y'],
  ['the other one', 'y', 'x'],
])('are by the event that named both, if its session belongs to %s', async (_title, session, other) => {
  const people = await openPeople();
  const visit = (anonymousId: string, ago: number): Said => ({
    ...{ id: `visit-${anonymousId}`, ago, anonymousId, email: `${anonymousId}@example.com` },
  });
  for (const id of ['x', 'y']) await people.say(visit(id, 900));
  // The profile with the lesser id stays, as the older one.
  const found = await Promise.all(
    ['x', 'y'].map(async (name) => ({ name, id: (await people.find(`anonymousId#${name}`)).id })),
  );
  const [survivor, ended] = found.sort((left, right) => (left.id < right.id ? -1 : 1));
  const form = { id: 'form', ago: 0, name: 'Form Sent', anonymousId: session, email: `${other}@example.com` };
  await people.say(form);
  const { ports } = people.stack;
  const stores = { ...ports, programs: ports.programStore };
  const merges = await listMergesOf('anonymousId:x', stores, 10);
  const idsOf = (name = '') => [`anonymousId:${name}`, `email:${name}@example.com`];
  const [merge] = merges ?? [];
  expect(merge).toMatchObject({
    ...{ survivor: survivor?.id, ended: ended?.id },
    cause: { id: 'form', name: 'Form Sent' },
  });
  expect(merge?.ids?.survivor.toSorted()).toEqual(idsOf(survivor?.name));
  expect(merge?.ids?.ended.toSorted()).toEqual(idsOf(ended?.name));
});
