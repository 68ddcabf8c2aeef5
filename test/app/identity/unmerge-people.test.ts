/** An operator undoes a merge: two profiles as before, and what came since with the one that it belongs to. */
import { describe, expect, it } from 'vitest';
import { encodeProfile } from '../../../adapters/dynamodb/profile-item.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import { createActor } from '../../harness/actor.ts';
import { findFlaw } from '../../harness/crash-run.ts';
import { peekMessages } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { openPeople, type Said, sendUndo, start, undo, writeEvent } from './merge-story.ts';

const DAY = 86_400_000;
const order = { name: 'Order Completed', email: 'x@example.com' };
const visits: readonly Said[] = [
  { id: 'x-1', ago: 900, anonymousId: 'x', traits: { colour: 'red' } },
  { id: 'x-2', ago: 800, name: 'Order Completed', anonymousId: 'x', revenue: 7.5 },
];
const signUp: Said = {
  id: 'anna-1',
  ago: 700,
  name: 'Signed Up',
  userId: 'anna',
  email: 'anna@example.com',
  traits: { first_name: 'Anna' },
};
const signIn: Said = { id: 'anna-2', ago: 600, userId: 'anna', anonymousId: 'x' };

/** Without the number of writes, and the mark that keeps two profiles apart. */
function serialize({ version: _version, apart: _apart, ...profile }: Profile): string {
  return JSON.stringify(encodeProfile({ ...profile, version: 1, outbox: [] }, 'W#00'));
}

async function openMerged() {
  const people = await openPeople();
  await people.say(...visits);
  const visitor = await people.find('anonymousId#x');
  await people.say(signUp);
  const anna = await people.find('userId#anna');
  await people.say(signIn);
  return { ...people, visitor, anna };
}

describe('the undo of a merge', () => {
  it('gives back the profile that ended to the byte, and the other one with its own touchpoints', async () => {
    const people = await openMerged();
    const { visitor, anna, find, stack } = people;
    await undo(people, visitor.id);
    const [x, a] = [await find('anonymousId#x'), await find('userId#anna')];
    expect(serialize(x)).toBe(serialize(visitor));
    expect([a.id, a.userId, a.absorbed, Object.keys(a.traits).sort()]).toEqual([
      anna.id,
      'anna',
      undefined,
      ['email', 'first_name'],
    ]);
    expect(a.computed['revenue']).toBeUndefined();
    expect(peekMessages(stack, 'email')).toHaveLength(1);
    const [merge] = await stack.ports.merges.listOf(anna.id);
    expect(merge?.undone).toEqual({ at: start, by: 'arn:aws:iam::1:user/op' });
  });

  it('divides what came since by the ids, on the timelines too, and counts no redelivery', async () => {
    const people = await openMerged();
    const { visitor, anna, say, find, stack } = people;
    const later: readonly Said[] = [
      { ...order, id: 'x-3', ago: 300, anonymousId: 'x', revenue: 5 },
      { id: 'anna-3', ago: 200, name: 'Order Completed', userId: 'anna', anonymousId: 'x', revenue: 2 },
    ];
    for (const one of later) await say(one);
    await undo(people, visitor.id);
    await say(...visits, signUp, signIn, ...later);
    const [x, a] = [await find('anonymousId#x'), await find('userId#anna')];
    expect([x.id, x.computed['revenue']?.sum, x.userId]).toEqual([visitor.id, 12.5, undefined]);
    expect([a.id, a.computed['revenue']?.sum]).toEqual([anna.id, 2]);
    const entries = stack.ports.timeline.listAllEntries();
    const listOf = (id: string) =>
      entries.flatMap(({ profileId, touchpoint }) => (profileId === id && touchpoint ? [touchpoint.id] : []));
    expect(listOf(x.id).sort()).toEqual(['x-1', 'x-2', 'x-3']);
    expect(listOf(a.id).sort()).toEqual(['anna-1', 'anna-2', 'anna-3']);
  });

  it('holds: neither the event that merged them nor the next one with both ids merges them again', async () => {
    const people = await openMerged();
    const { visitor, say, find } = people;
    await undo(people, visitor.id);
    await say(signIn);
    await say({ ...signIn, id: 'anna-9', ago: 100 });
    people.stack.queues.get('profile').sendText(writeEvent({ ...signIn, id: 'anna-10', ago: 90 }));
    // A process that has cached nothing.
    await createActor(people.stack).advance();
    expect((await find('anonymousId#x')).id).toBe(visitor.id);
    expect((await find('userId#anna')).absorbed).toBeUndefined();
  });

  it('ends when the operator allows it: the next event with both ids merges them', async () => {
    const people = await openMerged();
    const { visitor, anna, say, find, stack, actor } = people;
    await undo(people, visitor.id);
    const batch = {
      kind: 'RunTaskBatch',
      profileIds: [visitor.id],
      task: { kind: 'rejoin' },
      version: 1,
    } as const;
    await stack.queues.port.send('profile', [batch]);
    await actor.advance();
    expect((await find('userId#anna')).apart).toBeUndefined();
    await say({ ...signIn, id: 'anna-9', ago: 100 });
    expect((await find('anonymousId#x')).id).toBe(anna.id);
    expect((await find('userId#anna')).computed['revenue']?.sum).toBe(7.5);
  });

  it('gives the visitor back: another user who signs in on the browser gets its history', async () => {
    const people = await openMerged();
    const { visitor, say, find } = people;
    await undo(people, visitor.id);
    await say({ id: 'bruno-1', ago: 100, userId: 'bruno', anonymousId: 'x' });
    const bruno = await find('userId#bruno');
    expect([bruno.id, bruno.userId, bruno.computed['revenue']?.sum]).toEqual([visitor.id, 'bruno', 7.5]);
    expect((await find('userId#anna')).userId).toBe('anna');
  });

  it.each(['warm', 'cold'])(
    'keeps two users apart in a %s process, of whom one has the profile that ended',
    async (kind) => {
      const people = await openPeople();
      const { say, find, stack } = people;
      await say({ id: 'y-1', ago: 950, anonymousId: 'y' });
      await say(...visits);
      await say({ id: 'form-1', ago: 940, anonymousId: 'y', email: 'f@example.com' });
      await say({ id: 'form-2', ago: 600, anonymousId: 'x', email: 'f@example.com' });
      await say({ id: 'xenia-1', ago: 500, userId: 'xenia', anonymousId: 'x' });
      const [ended = ''] = (await find('anonymousId#y')).absorbed?.[0] ?? [];
      await undo(people, ended);
      const [x, y] = [await find('anonymousId#x'), await find('anonymousId#y')];
      expect(x.id).not.toBe(y.id);
      expect((await find('userId#xenia')).id).toBe(x.id);
      stack.queues
        .get('profile')
        .sendText(writeEvent({ id: 'y-2', ago: 400, userId: 'yuri', anonymousId: 'y' }));
      await (kind === 'warm' ? people.actor : createActor(stack)).advance();
      const yuri = await find('userId#yuri');
      expect([yuri.userId, (await find('userId#xenia')).userId]).toEqual(['yuri', 'xenia']);
      // A warm process may know an owner that was given back: then the browser joins with a later event.
      stack.queues
        .get('profile')
        .sendText(writeEvent({ id: 'y-3', ago: 300, userId: 'yuri', anonymousId: 'y' }));
      await createActor(stack).advance();
      expect((await find('anonymousId#y')).id).toBe((await find('userId#yuri')).id);
      expect((await find('anonymousId#x')).id).toBe(x.id);
    },
  );

  it('is refused while another profile was merged later, and changes nothing', async () => {
    const people = await openMerged();
    const { visitor, say, find, stack } = people;
    await say({ id: 'z-1', ago: 500, anonymousId: 'z' });
    await say({ id: 'anna-4', ago: 400, userId: 'anna', anonymousId: 'z' });
    const before = await find('userId#anna');
    await sendUndo(stack, visitor.id);
    await expect(people.actor.advance()).rejects.toThrow('not empty');
    expect(serialize(await find('userId#anna'))).toBe(serialize(before));
  });
});

describe('whatever call fails during an undo', () => {
  it('ends as if it had not failed, with touchpoints of both at the same time', async () => {
    const flaw = await findFlaw({
      story: {
        start,
        snapshot: sampleSnapshot,
        async play(stack, actor) {
          const queue = stack.queues.get('profile');
          const send = async (...said: readonly Said[]) => {
            for (const one of said) queue.sendText(writeEvent(one));
            await actor.advance();
          };
          await send(...visits, signUp);
          await send(signIn);
          await send({ ...order, id: 'x-3', ago: 300, anonymousId: 'x', revenue: 5 });
          const ended = stack.ports.identities.bindings().get('anonymousId#x') ?? '';
          await sendUndo(stack, ended);
          await send({ id: 'x-4', ago: 200, name: 'Order Completed', anonymousId: 'x', revenue: 3 });
          await send({
            id: 'anna-5',
            ago: 100,
            name: 'Order Completed',
            userId: 'anna',
            anonymousId: 'x',
            revenue: 1,
          });
          stack.clock.now += DAY;
          await actor.sweep();
        },
      },
    });
    expect(flaw).toBeUndefined();
  });
});
