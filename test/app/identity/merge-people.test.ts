/** The history of an anonymous visitor follows the person who signs in, and two people never become one. */
import { describe, expect, it } from 'vitest';
import { fillBackfills } from '../../../app/advance/state/fill-backfills.ts';
import { absorbProfiles } from '../../../app/identity/absorb-profiles.ts';
import { ProgramBehindError } from '../../../app/runtime/program-behind-error.ts';
import { createProcess } from '../../harness/actor.ts';
import { findFlaw } from '../../harness/crash-run.ts';
import { peekMessages } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { openPeople, start, writeEvent } from './merge-story.ts';

const DAY = 86_400_000;

const views = [
  { id: 'x-1', ago: 900, anonymousId: 'x', traits: { colour: 'red' } },
  { id: 'x-2', ago: 800, name: 'Order Completed', anonymousId: 'x', revenue: 7.5 },
];
const signUp = {
  id: 'anna-1',
  ago: 700,
  name: 'Signed Up',
  userId: 'anna',
  email: 'anna@example.com',
  traits: { first_name: 'Anna' },
};
const signIn = { id: 'anna-2', ago: 600, userId: 'anna', anonymousId: 'x' };

describe('a person who signs in on a browser that has a profile', () => {
  it('has one profile afterwards, with the history of both', async () => {
    const { say, find, stack } = await openPeople();
    await say(...views);
    await say(signUp);
    await say(signIn);
    const anna = await find('userId#anna');
    expect(anna.userId).toBe('anna');
    expect(anna.computed['revenue']?.sum).toBe(7.5);
    expect(anna.traits).toMatchObject({ colour: { value: 'red' }, first_name: { value: 'Anna' } });
    expect((await find('anonymousId#x')).id).toBe(anna.id);
    expect(peekMessages(stack, 'email')).toHaveLength(1);
    const merged = stack.emitted.filter(({ name }) => name === 'Profile Merged');
    expect(merged.map(({ profileId }) => profileId)).toEqual([anna.id]);
  });

  it('gets what the browser does later, without another merge', async () => {
    const { say, find, stack } = await openPeople();
    await say(...views, signUp);
    await say(signIn);
    await say({ id: 'x-3', ago: 300, name: 'Order Completed', anonymousId: 'x', revenue: 5 });
    await say({
      id: 'anna-3',
      ago: 200,
      name: 'Order Completed',
      userId: 'anna',
      anonymousId: 'x',
      revenue: 2,
    });
    expect((await find('userId#anna')).computed['revenue']?.sum).toBe(14.5);
    expect(stack.emitted.filter(({ name }) => name === 'Profile Merged')).toHaveLength(1);
  });

  it('has one profile in whatever order the events are delivered', async () => {
    const events = [...views, signUp, signIn];
    const found = new Set<string>();
    for (const order of permute(events)) {
      const { say, find, stack } = await openPeople();
      for (const one of order) await say(one);
      const { computed, traits, userId } = await find('userId#anna');
      expect((await find('anonymousId#x')).userId).toBe('anna');
      const sent = peekMessages(stack, 'email').map(({ template }) => template);
      found.add(JSON.stringify([computed['revenue']?.sum, Object.keys(traits).sort(), userId, sent]));
    }
    expect([...found]).toEqual([
      JSON.stringify([7.5, ['colour', 'email', 'first_name'], 'anna', ['welcome']]),
    ]);
  });

  it('has the history of both in a backfill', async () => {
    const { say, find, stack } = await openPeople();
    await say(...views);
    await say(signUp);
    await say(signIn);
    const process = createProcess(stack.ports);
    const program = await process.programs.current(start, process.telemetry);
    const backfill = {
      kind: 'backfill',
      version: 1,
      traits: ['revenue'],
      computed: {},
      triggers: false,
    } as const;
    const inputs = await fillBackfills(process, await find('userId#anna'), [backfill], program, start);
    expect(inputs).toMatchObject([{ computed: { revenue: { sum: 7.5 } } }]);
  });

  it('is due no more as the profile that ended', async () => {
    const { say, find, stack } = await openPeople();
    await say(...views);
    await say(signUp);
    await say(signIn);
    const { absorbed = [] } = await find('userId#anna');
    const ended = await stack.ports.profiles.loadStored(absorbed[0]?.[0] ?? '');
    expect(ended?.mergedInto?.[0]).toBe((await find('userId#anna')).id);
    expect(ended?.wakeAt).toBeUndefined();
  });

  it('is due no more either if a process died before it could end the profile', async () => {
    const { say, find, stack, actor } = await openPeople();
    await say(...views);
    await say(signUp);
    await say(signIn);
    const { profiles } = stack.ports;
    const id = (await find('userId#anna')).absorbed?.[0]?.[0] ?? '';
    const ended = await profiles.loadStored(id);
    if (ended === undefined) throw new RangeError('The profile that ended is stored');
    await profiles.save({ ...ended, version: ended.version + 1, wakeAt: start });
    await actor.sweep();
    expect((await profiles.loadStored(id))?.wakeAt).toBeUndefined();
  });
});

describe('the record of a merge', () => {
  it('names the event, and has the state of the profile that stays from before', async () => {
    const { say, find, stack } = await openPeople();
    await say(...views);
    await say(signUp);
    const before = await find('userId#anna');
    await say(signIn);
    const anna = await find('userId#anna');
    const [merge] = await stack.ports.merges.listOf(anna.id);
    expect(merge).toEqual({
      survivor: anna.id,
      ended: anna.absorbed?.[0]?.[0],
      at: start,
      cause: { id: 'anna-2', name: 'Page Viewed', source: 'shop.web' },
    });
    if (merge === undefined) throw new RangeError('There is a record');
    expect(await stack.ports.merges.readState(merge, 'before')).toEqual({ ...before, outbox: [] });
  });
});

describe('a profile that a newer program decided', () => {
  it('is not merged by a process that has an older one', async () => {
    const { say, find, stack } = await openPeople();
    await say(...views);
    await say(signUp);
    const visitor = await find('anonymousId#x');
    await stack.ports.profiles.save({ ...visitor, version: visitor.version + 1, program: 99 });
    const process = createProcess(stack.ports);
    const program = await process.programs.current(start, process.telemetry);
    const programStore = {
      ...stack.ports.programStore,
      readCurrent: async () => ({ ...pointer, version: 99 }),
    };
    const pointer = await stack.ports.programStore.readCurrent({ consistent: true });
    const context = { dependencies: { ...process, programStore }, program, now: start };
    const others = [{ profileId: visitor.id, isNamedByUser: true }];
    const attempt = absorbProfiles(
      { ...context, heal: async (profile) => profile },
      await find('userId#anna'),
      others,
    );
    await expect(attempt).rejects.toThrow(ProgramBehindError);
    expect((await find('anonymousId#x')).mergedInto).toBeUndefined();
  });
});

describe('two people', () => {
  it('who sign in on one browser stay two, and its history is with the first', async () => {
    const { say, find } = await openPeople();
    const order = { name: 'Order Completed', anonymousId: 'x' };
    await say(...views);
    await say({ id: 'a-0', ago: 790, userId: 'a' }, { id: 'b-0', ago: 780, userId: 'b' });
    await say({ id: 'a-1', ago: 700, userId: 'a', anonymousId: 'x' });
    await say({ ...order, id: 'a-2', ago: 600, userId: 'a', revenue: 10 });
    await say({ id: 'b-1', ago: 500, userId: 'b', anonymousId: 'x' });
    await say({ ...order, id: 'b-2', ago: 400, userId: 'b', revenue: 100 });
    const [a, b] = [await find('userId#a'), await find('userId#b')];
    expect([a.userId, b.userId]).toEqual(['a', 'b']);
    expect(a.computed['revenue']?.sum).toBe(17.5);
    expect(b.computed['revenue']?.sum).toBe(100);
  });

  it('stay two if one types the email of the other into a form', async () => {
    const { say, find } = await openPeople();
    await say(signUp);
    await say(...views);
    await say({ id: 'form', ago: 100, anonymousId: 'x', email: 'anna@example.com' });
    expect((await find('anonymousId#x')).id).not.toBe((await find('userId#anna')).id);
  });
});

describe('two profiles without a user', () => {
  it('become one by an event with an id of each', async () => {
    const { say, find } = await openPeople();
    await say(...views);
    await say({ id: 'letter', ago: 500, name: 'Order Completed', email: 'x@example.com', revenue: 1 });
    await say({ id: 'form', ago: 100, anonymousId: 'x', email: 'x@example.com' });
    const person = await find('email#x@example.com');
    expect((await find('anonymousId#x')).id).toBe(person.id);
    expect(person.computed['revenue']?.sum).toBe(8.5);
    await say({ id: 'sign-in', ago: 50, userId: 'xenia', anonymousId: 'x' });
    expect((await find('userId#xenia')).id).toBe(person.id);
  });
});

describe('whatever call fails during a merge', () => {
  it('ends as if it had not failed', async () => {
    const flaw = await findFlaw({
      story: {
        start,
        snapshot: sampleSnapshot,
        async play(stack, actor) {
          const queue = stack.queues.get('profile');
          for (const one of [...views, signUp]) queue.sendText(writeEvent(one));
          await actor.advance();
          queue.sendText(writeEvent(signIn));
          await actor.advance();
          queue.sendText(
            writeEvent({ id: 'x-3', ago: 300, name: 'Order Completed', anonymousId: 'x', revenue: 5 }),
          );
          await actor.advance();
          stack.clock.now += DAY;
          await actor.sweep();
        },
      },
    });
    expect(flaw).toBeUndefined();
  });
});

function permute<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permute(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
