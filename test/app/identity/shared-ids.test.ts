/** An id that two users state belongs to none of them: it has a profile of its own from then on, in every process. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import { createProcess } from '../../harness/actor.ts';
import { findFlaw } from '../../harness/crash-run.ts';
import { makeEventText } from '../../harness/events.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { openPeople, type People, type Said, start, undo, writeEvent } from './merge-story.ts';

/** `USERS=100000 npx vitest run --project parts --testTimeout 900000 test/app/identity/shared-ids.test.ts` */
const users = Number(process.env['USERS'] ?? 60);
const order = { name: 'Order Completed' };
const story: readonly Said[] = [
  { ...order, id: 'x-1', ago: 900, anonymousId: 'x', revenue: 1 },
  { id: 'a-1', ago: 800, userId: 'a', anonymousId: 'x' },
  { ...order, id: 'a-2', ago: 700, userId: 'a', anonymousId: 'x', revenue: 10 },
  { id: 'b-1', ago: 600, userId: 'b', anonymousId: 'x' },
  { ...order, id: 'b-2', ago: 500, userId: 'b', anonymousId: 'x', revenue: 100 },
];

/** Says it in a process of its own, whose caches the caller keeps. */
async function sayIn(people: People, worker: ReturnType<typeof createProcess>, said: Said) {
  const queue = people.stack.queues.get('profile');
  queue.sendText(writeEvent(said));
  const records = queue.receive(10);
  const unfinished = await advanceProfiles(worker, records, start);
  queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
  expect(unfinished).toEqual([]);
}

async function readSum(people: People, key: string): Promise<number | undefined> {
  return (await people.find(key)).computed['revenue']?.sum;
}

describe('an anonymous id of two users', () => {
  it('leaves its history with the first, and has a profile of its own afterwards', async () => {
    const people = await openPeople();
    for (const said of story) await people.say(said);
    await people.say({ ...order, id: 'x-2', ago: 400, anonymousId: 'x', revenue: 1_000 });
    expect(await readSum(people, 'userId#a')).toBe(11);
    expect(await readSum(people, 'userId#b')).toBe(100);
    const own = await people.find('anonymousId#x');
    expect([own.userId, own.computed['revenue']?.sum]).toEqual([undefined, 1_000]);
  });

  it('leads there in a process that has cached that it led to the first', async () => {
    const people = await openPeople();
    for (const said of story.slice(0, 3)) await people.say(said);
    const warm = createProcess(people.stack.ports);
    await sayIn(people, warm, { ...order, id: 'x-2', ago: 650, anonymousId: 'x', revenue: 2 });
    expect(await readSum(people, 'userId#a')).toBe(13);
    for (const said of story.slice(3)) await people.say(said);
    await sayIn(people, warm, { ...order, id: 'x-3', ago: 400, anonymousId: 'x', revenue: 1_000 });
    expect(await readSum(people, 'userId#a')).toBe(13);
    expect(await readSum(people, 'anonymousId#x')).toBe(1_000);
  });

  it('leads there also after the undo of a merge of the profile that it led to', async () => {
    const people = await openPeople();
    const [visit, signIn, ...rest] = story;
    if (visit === undefined || signIn === undefined) throw new RangeError('The story begins with a visit');
    await people.say({ id: 'a-0', ago: 950, userId: 'a' });
    await people.say(visit);
    const visitor = await people.find('anonymousId#x');
    const warm = createProcess(people.stack.ports);
    await sayIn(people, warm, { id: 'x-1b', ago: 890, anonymousId: 'x' });
    for (const said of [signIn, ...rest]) await people.say(said);
    await undo(people, visitor.id);
    expect((await people.stack.ports.profiles.loadStored(visitor.id))?.mergedInto).toBeUndefined();
    await sayIn(people, warm, { ...order, id: 'x-2', ago: 400, anonymousId: 'x', revenue: 1_000 });
    expect(await readSum(people, 'anonymousId#x')).toBe(1_000);
    const restored = await people.stack.ports.profiles.load(visitor.id, { consistent: true });
    expect(restored?.computed['revenue']?.sum).toBe(1);
    expect((await people.find('anonymousId#x')).id).not.toBe(visitor.id);
  });

  it('gives an event with another id to the person of that id', async () => {
    const people = await openPeople();
    for (const said of story) await people.say(said);
    await people.say({ ...order, id: 'c-1', ago: 300, anonymousId: 'x', email: 'c@example.com', revenue: 5 });
    await people.say({ ...order, id: 'd-1', ago: 200, anonymousId: 'x', email: 'd@example.com', revenue: 7 });
    expect(await readSum(people, 'email#c@example.com')).toBe(5);
    expect(await readSum(people, 'email#d@example.com')).toBe(7);
  });

  it('ends the same in whatever order the events arrive', async () => {
    for (const events of [story, [...story].reverse(), [story[3], story[0], story[4], story[1], story[2]]]) {
      const people = await openPeople();
      for (const said of events) if (said !== undefined) await people.say(said);
      await people.say({ ...order, id: 'x-9', ago: 100, anonymousId: 'x', revenue: 1_000 });
      const [a, b, x] = await Promise.all(['userId#a', 'userId#b', 'anonymousId#x'].map(people.find));
      expect(new Set([a?.id, b?.id, x?.id]).size).toBe(3);
    }
  });

  it('is recorded once, with both profiles, at a bounded number of writes', async () => {
    const people = await openPeople();
    for (const said of story) await people.say(said);
    const { identities } = people.stack.ports;
    let writes = 0;
    const amend: typeof identities.amend = (...input) => {
      writes += 1;
      return identities.amend(...input);
    };
    const bot = createProcess({ ...people.stack.ports, identities: { ...identities, amend } });
    for (let user = 0; user < users; user++)
      await sayIn(people, bot, { id: `u-${user}`, ago: 300, userId: `u${user}`, anonymousId: 'x' });
    const { conflicts } = await identities.listConflicts(0, undefined);
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ key: { type: 'anonymousId', value: 'x' }, source: 'shop.web' });
    expect(conflicts[0]?.claimants).toHaveLength(10);
    expect(conflicts[0]?.claimants).toContain((await people.find('userId#a')).id);
    expect(writes).toBe(8);
  });
});

describe('the look-up of a person with a user id and an anonymous id', () => {
  it('costs a new process one eventually consistent read of two keys, and no write; a warm one nothing', async () => {
    const people = await openPeople();
    const { identities } = people.stack.ports;
    const calls: string[] = [];
    const counted: typeof identities = {
      ...identities,
      find: (keys, options) => {
        calls.push(
          `${options.consistent ? 'consistent' : 'eventual'} ${keys.map(({ type }) => type).join()}`,
        );
        return identities.find(keys, options);
      },
      amend: (...input) => {
        calls.push('amend');
        return identities.amend(...input);
      },
    };
    await people.say({ id: 'a-1', ago: 900, userId: 'a', anonymousId: 'x' });
    const warm = createProcess({ ...people.stack.ports, identities: counted });
    await sayIn(people, warm, { id: 'a-2', ago: 800, userId: 'a', anonymousId: 'x' });
    expect(calls).toEqual(['eventual userId,anonymousId']);
    await sayIn(people, warm, { id: 'a-3', ago: 700, userId: 'a', anonymousId: 'x' });
    await sayIn(people, warm, { id: 'x-1', ago: 600, anonymousId: 'x' });
    expect(calls).toHaveLength(1);
    expect((await people.find('userId#a')).releasedKeys).toBeUndefined();
  });

  it('costs nothing more with 5,000 ids on the profile', async () => {
    const people = await openPeople();
    for (let start = 0; start < 5_000; start += 500)
      await people.say(
        ...Array.from({ length: 500 }, (_, index): Said => {
          const id = start + index;
          return { id: `m-${id}`, ago: 6_000 - id, userId: 'a', anonymousId: `x${id}` };
        }),
      );
    const { id, releasedKeys, sessions = [] } = await people.find('userId#a');
    expect([releasedKeys, sessions.length]).toEqual([undefined, 10]);
    const { bindings } = people.stack.ports.identities;
    const led = [...bindings()].filter(([key, profile]) => key.startsWith('anonymousId#') && profile === id);
    expect(led).toHaveLength(5_000);
  });
});

describe('an alias', () => {
  it('joins a previous anonymous id, and not another user', async () => {
    const people = await openPeople();
    const say = (userId: string, previousId: string) =>
      people.stack.queues.get('profile').sendText(
        makeEventText({
          id: `${userId}-${previousId}`,
          name: 'Alias',
          at: start,
          detail: { type: 'alias', userId, previousId },
        }),
      );
    await people.say({ ...order, id: 'x-1', ago: 900, anonymousId: 'x', revenue: 4 });
    await people.say({ ...order, id: 'b-1', ago: 800, userId: 'b', revenue: 8 });
    say('a', 'x');
    say('a', 'b');
    await people.actor.advance();
    expect(await readSum(people, 'userId#a')).toBe(4);
    expect(await readSum(people, 'userId#b')).toBe(8);
    const { conflicts } = await people.stack.ports.identities.listConflicts(0, undefined);
    expect(conflicts).toMatchObject([{ key: { type: 'userId', value: 'b' } }]);
  });
});

describe('an email of two users', () => {
  it('stays with the first, so that a second account takes nothing away, and is a conflict', async () => {
    const people = await openPeople();
    await people.say({ id: 'a-1', ago: 900, userId: 'a', email: 'a@example.com' });
    await people.say({ id: 'b-1', ago: 800, userId: 'b', email: 'a@example.com' });
    await people.say({ ...order, id: 'mail', ago: 700, email: 'a@example.com', revenue: 3 });
    expect(await readSum(people, 'userId#a')).toBe(3);
    const { conflicts } = await people.stack.ports.identities.listConflicts(0, undefined);
    expect(conflicts.map(({ key, claimants }) => [key.type, claimants.length])).toEqual([['email', 2]]);
  });
});

describe('two browsers of one guest who are two users later', () => {
  it('belong to the user who signs in on each', async () => {
    const guest: readonly Said[] = [
      { id: 'x-1', ago: 900, anonymousId: 'x', email: 'g@example.com' },
      { id: 'y-1', ago: 890, anonymousId: 'y', email: 'g@example.com' },
    ];
    const signIns: readonly Said[] = [
      { id: 'a-1', ago: 800, userId: 'a', anonymousId: 'x' },
      { id: 'b-1', ago: 700, userId: 'b', anonymousId: 'y' },
    ];
    for (const events of [
      [...guest, ...signIns],
      [...signIns, ...guest],
      [...guest, ...signIns.toReversed()],
    ]) {
      const people = await openPeople();
      for (const said of events) await people.say(said);
      const [a, b, x, y] = await Promise.all(
        ['userId#a', 'userId#b', 'anonymousId#x', 'anonymousId#y'].map(people.find),
      );
      expect([x?.id, y?.id]).toEqual([a?.id, b?.id]);
    }
  });
});

describe('whatever call fails while an id becomes shared', () => {
  it('ends as if it had not failed', async () => {
    const flaw = await findFlaw({
      story: {
        start,
        snapshot: sampleSnapshot,
        async play(stack, actor) {
          for (const said of story) {
            stack.queues.get('profile').sendText(writeEvent(said));
            await actor.advance();
          }
        },
      },
    });
    expect(flaw).toBeUndefined();
  });
});
