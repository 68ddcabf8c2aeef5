/** What one profile of a person has counted applies to the journeys of the other, once they are one: docs/adr/0100. */
import { describe, expect, it } from 'vitest';
import { findFlaw } from '../../harness/crash-run.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { peekMessages } from '../../harness/memory-stack.ts';
import { openPeople, type People, type Said, start, undo, writeEvent } from './merge-story.ts';

const HOUR = 3_600_000;

const snapshot = await makeProgram(`
{ kind: policy, id: main, status: live, consent: { email: opt-out } }
---
{ kind: template, id: back, status: live, channel: email, class: promotional, content: { subject: a, html: a } }
---
kind: journey
id: first-cup
status: live
trigger: { event: Signed Up }
goal: { event: Order Completed }
start: pause
steps:
  pause: { type: wait, for: PT2H, next: back }
  back: { type: send, template: back, next: done }
  done: { type: end }
---
kind: journey
id: win-back
status: live
trigger: { event: Order Completed }
exitOn: [{ event: Order Completed }]
start: pause
steps:
  pause: { type: wait, for: PT5H, next: back }
  back: { type: send, template: back, next: done }
  done: { type: end }
---
kind: journey
id: ask
status: live
trigger: { event: Asked }
start: answer
steps:
  answer: { type: waitFor, branches: [{ event: Answered, next: done }], timeout: { after: PT4H, next: remind } }
  remind: { type: send, template: back, next: done }
  done: { type: end }
`);

const email = 'anna@example.com';
const anna: Said = { id: 'anna-1', ago: 7000, userId: 'anna', email };
const byUser = { userId: 'anna' };
const byVisitor = { anonymousId: 'x' };
const signUp: Said = { id: 'up', ago: 6000, name: 'Signed Up', ...byUser };
const order = (id: string, ago: number, who: object): Said => ({ id, ago, name: 'Order Completed', ...who });
const signIn: Said = { id: 'in', ago: 600, ...byUser, ...byVisitor };

async function openMerged(...said: readonly Said[]): Promise<People> {
  const people = await openPeople(snapshot);
  for (const one of [anna, ...said, signIn]) await people.say(one);
  return people;
}

async function pass({ stack, actor }: People, hours: number): Promise<void> {
  for (let step = 0; step < hours * 2; step++) {
    stack.clock.now += HOUR / 2;
    await actor.sweep();
  }
}

async function listInstances({ find }: People, key = 'userId#anna'): Promise<readonly unknown[]> {
  return (await find(key)).journeys.map(({ journey, enteredAt }) => [journey, (start - enteredAt) / 1000]);
}

const listLeaves = ({ stack }: People) =>
  stack.ports.timeline
    .listAllEntries()
    .flatMap(({ traces }) => traces)
    .filter(({ action }) => action === 'leave' || action === 'branch')
    .map(({ origin, action, reason, note }) => [origin, action, reason, note].filter(Boolean).join(' '));

const countSent = ({ stack }: People) => new Set(peekMessages(stack, 'email').map(({ id }) => id)).size;

describe('an event of the other profile', () => {
  it.each([
    ['is the goal of a journey of the user', [signUp, order('o', 5000, byVisitor)]],
    [
      'is the goal of a journey of the visitor',
      [{ ...signUp, ...{ userId: undefined }, ...byVisitor }, order('o', 5000, byUser)],
    ],
  ])('%s: the person leaves as converted, and gets no reminder', async (_, said) => {
    const people = await openMerged(...(said as Said[]));
    expect(await listInstances(people)).toEqual([['win-back', 5000]]);
    expect(listLeaves(people)).toEqual(['journey:first-cup leave converted']);
    expect(people.stack.emitted.filter(({ name }) => name === 'Journey Left')).toHaveLength(1);
    await pass(people, 3);
    expect(countSent(people)).toBe(0);
  });

  it('of before the entry ends nothing', async () => {
    const people = await openMerged(order('o', 6500, byVisitor), signUp);
    expect(await listInstances(people)).toEqual([
      ['win-back', 6500],
      ['first-cup', 6000],
    ]);
  });

  it.each([
    ['the visitor', order('old', 6000, byVisitor), order('new', 5000, byUser)],
    ['the user', order('old', 6000, byUser), order('new', 5000, byVisitor)],
  ])('ends the older instance of %s, and the newer one goes on', async (_, old, newer) => {
    const people = await openMerged(old, newer);
    expect(await listInstances(people)).toEqual([['win-back', 5000]]);
    expect(listLeaves(people)).toEqual(['journey:win-back leave exited']);
    await pass(people, 6);
    expect(countSent(people)).toBe(1);
  });

  it('ends no instance that it entered itself, when both have counted it', async () => {
    const people = await openMerged(order('one', 6000, byVisitor), order('one', 6000, byUser));
    expect(await listInstances(people)).toEqual([['win-back', 6000]]);
  });

  it('is the answer that a step waits for', async () => {
    const people = await openMerged(
      { id: 'ask', ago: 6000, name: 'Asked', ...byUser },
      { id: 'answer', ago: 5000, name: 'Answered', ...byVisitor },
    );
    await pass(people, 5);
    expect(countSent(people)).toBe(0);
    expect(listLeaves(people)).toContain('journey:ask branch done done');
    expect((await people.find('userId#anna')).journeys).toEqual([]);
  });

  it('ends the instance also if its step is due at the moment of the merge', async () => {
    const people = await openPeople(snapshot);
    for (const one of [anna, signUp, order('o', 5000, byVisitor)]) await people.say(one);
    people.stack.clock.now += 3 * HOUR;
    await people.say(signIn);
    await people.actor.sweep();
    expect(countSent(people)).toBe(0);
  });

  it('ends it for the time of the merge: an undo gives the instance back', async () => {
    const people = await openPeople(snapshot);
    for (const one of [anna, signUp, order('o', 5000, byVisitor)]) await people.say(one);
    const visitor = (await people.find('anonymousId#x')).id;
    await people.say(signIn);
    await undo(people, visitor);
    expect(await listInstances(people)).toEqual([['first-cup', 6000]]);
    expect(await listInstances(people, 'anonymousId#x')).toEqual([['win-back', 5000]]);
  });

  it('ends it once, whatever call fails', async () => {
    const flaw = await findFlaw({
      story: {
        start,
        snapshot,
        async play(stack, actor) {
          for (const delivery of [[anna, signUp, order('o', 5000, byVisitor)], [signIn]]) {
            for (const one of delivery) stack.queues.get('profile').sendText(writeEvent(one));
            await actor.advance();
          }
        },
      },
    });
    expect(flaw).toBeUndefined();
  });
});
