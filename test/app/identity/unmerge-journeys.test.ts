/** An undo gives back the instances of both profiles, and none sends what may have been sent. */
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../harness/make-program.ts';
import { peekMessages } from '../../harness/memory-stack.ts';
import { openPeople, type People, type Said, undo } from './merge-story.ts';

const HOUR = 3_600_000;

const snapshot = await makeProgram(`
{ kind: policy, id: main, status: live, consent: { email: opt-out }, maxHold: P7D, caps: [{ limit: 2, within: P1D }] }
---
kind: trait
id: orders
status: live
function: count
event: Order Completed
---
kind: segment
id: silent
status: live
condition: { not: { profile: { computed: { orders: [{ numeric: [">=", 2] }] } } } }
---
{ kind: template, id: back, status: live, channel: email, class: promotional, content: { subject: a, html: a } }
---
kind: journey
id: win-back
status: live
trigger: { event: Cart Abandoned }
exitOn: [{ segment: silent, on: left }, { event: Order Completed }]
start: settle
steps:
  settle: { type: wait, for: PT1H, next: rest }
  rest: { type: wait, for: PT1H, next: back }
  back: { type: send, template: back, next: last }
  last: { type: wait, for: PT1H, next: done }
  done: { type: end }
---
{ kind: rule, id: tip, status: live, trigger: { event: Tip Asked }, actions: [{ send: back }] }
---
kind: journey
id: tips
status: live
trigger: { event: Tips Ordered }
exitOn: [{ segment: silent, on: left }]
start: tip
steps:
  tip: { type: send, template: back, ifCapped: wait, next: done }
  done: { type: end }
---
kind: journey
id: ask
status: live
trigger: { event: Cart Abandoned }
start: answer
steps:
  answer: { type: waitFor, branches: [{ event: Answered, next: done }], timeout: { after: PT4H, next: remind } }
  remind: { type: send, template: back, next: done }
  done: { type: end }
`);

const x: Said = { id: 'x-1', ago: 900, anonymousId: 'x', email: 'x@example.com' };
const anna: Said = { id: 'anna-1', ago: 890, userId: 'anna', email: 'anna@example.com' };
const order = { name: 'Order Completed' };
const cart = { name: 'Cart Abandoned' };
const cartOfX: Said = { ...cart, id: 'x-cart', ago: 700, anonymousId: 'x' };
const cartOfAnna: Said = { ...cart, id: 'anna-cart', ago: 720, userId: 'anna' };
const signIn: Said = { id: 'anna-2', ago: 600, userId: 'anna', anonymousId: 'x' };

async function openBoth(...before: readonly Said[]) {
  const people = await openPeople(snapshot);
  for (const said of [x, anna, ...before]) await people.say(said);
  const visitor = (await people.find('anonymousId#x')).id;
  await people.say(signIn);
  return { ...people, visitor };
}

async function pass({ stack, actor }: People, hours: number): Promise<void> {
  for (let step = 0; step < hours * 2; step++) {
    stack.clock.now += HOUR / 2;
    await actor.sweep();
  }
}

async function listInstances(people: People): Promise<readonly (readonly string[])[]> {
  const both = [await people.find('anonymousId#x'), await people.find('userId#anna')];
  return both.map(({ journeys }) => journeys.map(({ journey, step }) => `${journey} at ${step}`).sort());
}

const listSent = ({ stack }: People) =>
  [...new Map(peekMessages(stack, 'email').map((message) => [message.id, message.to])).values()].sort();

/** What the merge has ended, as the timeline says it. */
const listEnds = ({ stack }: People, profile: string) =>
  stack.ports.timeline
    .listAllEntries()
    .filter(({ profileId }) => profileId === profile)
    .flatMap(({ traces }) => traces)
    .filter(({ action, reason }) => action === 'leave' && reason === 'profiles_merged')
    .map(({ origin, action, reason, step, note }) => [`${origin} ${action} ${reason} ${step}`, note]);

const settled = ['ask at answer', 'win-back at settle'];

describe('an instance of before the merge', () => {
  it('comes back if the merge itself removed it', async () => {
    const people = await openBoth(
      { ...order, id: 'x-order', ago: 850, anonymousId: 'x' },
      { ...order, id: 'anna-order', ago: 840, userId: 'anna' },
      cartOfAnna,
    );
    expect((await people.find('userId#anna')).journeys.map(({ journey }) => journey)).toEqual(['ask']);
    await undo(people, people.visitor);
    expect(await listInstances(people)).toEqual([[], settled]);
    await pass(people, 3);
    expect(listSent(people)).toEqual([anna.email]);
  });

  it('comes back with its waiting message if the merge itself removed it', async () => {
    const ofX = { ago: 800, anonymousId: 'x' };
    const people = await openBoth(
      { ...order, id: 'x-order', ago: 850, anonymousId: 'x' },
      { ...order, id: 'anna-order', ago: 840, userId: 'anna' },
      ...['a', 'b'].map((id) => ({ ...ofX, id, name: 'Tip Asked' })),
      { ...ofX, id: 'c', name: 'Tips Ordered' },
    );
    expect((await people.find('userId#anna')).held).toEqual([]);
    await undo(people, people.visitor);
    const back = await people.find('anonymousId#x');
    expect([back.journeys.length, back.held.length]).toEqual([1, 1]);
    await pass(people, 26);
    expect(listSent(people)).toEqual(['x@example.com', 'x@example.com', 'x@example.com']);
  });

  it.each(['anna', 'x'])('comes back if only the other one had a reason to leave: %s', async (who) => {
    const people = await openBoth(cartOfAnna, cartOfX);
    const id = who === 'anna' ? { userId: 'anna' } : { anonymousId: 'x' };
    await people.say({ ...order, ...id, id: 'order-2', ago: 500 });
    expect((await people.find('userId#anna')).journeys.map(({ journey }) => journey)).toEqual(['ask']);
    await undo(people, people.visitor);
    const left = ['ask at answer'];
    expect(await listInstances(people)).toEqual(who === 'anna' ? [settled, left] : [left, settled]);
    await pass(people, 3);
    expect(listSent(people)).toEqual([who === 'anna' ? x.email : anna.email]);
  });

  it('comes back if the other one has moved on and sent nothing', async () => {
    const people = await openBoth(cartOfAnna, cartOfX);
    await pass(people, 1.5);
    await undo(people, people.visitor);
    // The wait of its first hour has ended in the meantime.
    const moved = ['ask at answer', 'win-back at rest'];
    expect(await listInstances(people)).toEqual([moved, moved]);
    await pass(people, 12);
    expect(listSent(people).filter((to) => to === x.email)).toHaveLength(2);
    expect(listSent(people).filter((to) => to === anna.email)).toHaveLength(2);
  });

  it('does not come back if the other one has sent', async () => {
    const people = await openBoth(cartOfAnna, cartOfX);
    await pass(people, 2.5);
    expect(listSent(people)).toHaveLength(1);
    await undo(people, people.visitor);
    expect(await listInstances(people)).toEqual([['ask at answer'], ['ask at answer', 'win-back at last']]);
    const visitor = people.visitor;
    const notBack = ['journey:win-back leave profiles_merged settle', visitor];
    expect(listEnds(people, (await people.find('userId#anna')).id)).toEqual([
      ['journey:ask leave profiles_merged answer', visitor],
      notBack,
    ]);
    expect(listEnds(people, visitor)).toEqual([notBack]);
  });

  it('takes the branch of the own event of since the merge', async () => {
    const people = await openBoth(cartOfAnna, cartOfX);
    await people.say({ id: 'x-answer', name: 'Answered', ago: 500, anonymousId: 'x' });
    await undo(people, people.visitor);
    await pass(people, 12);
    expect((await people.find('anonymousId#x')).journeys).toEqual([]);
    expect(listSent(people).filter((to) => to === x.email)).toHaveLength(1);
  });
});
