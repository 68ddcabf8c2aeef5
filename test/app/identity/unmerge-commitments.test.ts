/** What begins between a merge and its undo: no message is sent twice, none is lost, and no limit becomes looser. */
import { describe, expect, it } from 'vitest';
import { findFlaw } from '../../harness/crash-run.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { peekMessages } from '../../harness/memory-stack.ts';
import { openPeople, type People, type Said, sendUndo, start, undo, writeEvent } from './merge-story.ts';

const MINUTE = 60_000;

const snapshot = await makeProgram(`
kind: policy
id: main
status: live
consent: { email: opt-out }
maxHold: P7D
caps: [{ limit: 1, within: P1D }]
---
{ kind: template, id: hello, status: live, channel: email, class: transactional, content: { subject: a, html: a } }
---
{ kind: template, id: tips, status: live, channel: email, class: promotional, content: { subject: a, html: a } }
---
{ kind: template, id: offer, status: live, channel: email, class: promotional, content: { subject: a, html: a } }
---
{ kind: template, id: code, status: live, channel: email, class: transactional, content: { subject: a, html: a } }
---
kind: rule
id: hello
status: live
trigger: { event: Signed Up }
limit: { times: 1 }
actions: [{ send: hello }]
---
kind: rule
id: offer
status: live
trigger: { event: Offer Asked }
actions: [{ send: offer, ifCapped: wait }]
---
kind: rule
id: code
status: live
trigger: { event: Code Asked }
limit: { times: 2, within: P7D }
actions: [{ send: code }]
---
kind: journey
id: guide
status: live
trigger: { event: Signed Up }
start: settle
steps:
  settle: { type: wait, for: PT1H, next: tips }
  tips: { type: send, template: tips, ifCapped: wait, next: rest }
  rest: { type: wait, for: PT1H, next: done }
  done: { type: end }
`);

const emails = { x: 'x@example.com', anna: 'anna@example.com' };
const views: readonly Said[] = [
  { id: 'x-1', ago: 900, anonymousId: 'x', email: emails.x },
  { id: 'anna-1', ago: 800, userId: 'anna', email: emails.anna },
];
const signIn: Said = { id: 'anna-2', ago: 600, userId: 'anna', anonymousId: 'x' };
const ofAnna = { userId: 'anna', name: 'Offer Asked' };
const ofX = { anonymousId: 'x', name: 'Offer Asked' };

async function openBoth(...before: readonly Said[]) {
  const people = await openPeople(snapshot);
  await people.say(...views);
  for (const said of before) await people.say(said);
  const [visitor, anna] = [await people.find('anonymousId#x'), await people.find('userId#anna')];
  await people.say(signIn);
  return { ...people, visitor: visitor.id, anna: anna.id };
}

/** Half an hour after the other, with what is due in it. */
async function pass({ stack, actor }: Pick<People, 'stack' | 'actor'>, hours: number): Promise<void> {
  for (let step = 0; step < hours * 2; step++) {
    stack.clock.now += 30 * MINUTE;
    await actor.sweep();
  }
}

/** Seconds before the start at which an event of this moment occurs. */
const now = ({ stack }: People) => (start - stack.clock.now) / 1_000;

/** Each message once: `tips to x@example.com`. */
function listSent({ stack }: People): readonly string[] {
  const messages = new Map(peekMessages(stack, 'email').map((message) => [message.id, message]));
  return [...messages.values()].map(({ template, to }) => `${template} to ${to}`).sort();
}

describe('a journey of the profile that ended', () => {
  it('has its message that began to wait after the merge, and sends it once', async () => {
    const people = await openBoth({ id: 'x-2', ago: 700, anonymousId: 'x', name: 'Signed Up' });
    await people.say({ ...ofAnna, id: 'anna-3', ago: 500 });
    await pass(people, 2);
    await undo(people, people.visitor);
    const [x, anna] = [await people.find('anonymousId#x'), await people.find('userId#anna')];
    expect([x.journeys.map(({ step }) => step), x.held.map(({ template }) => template)]).toEqual([
      ['tips'],
      ['tips'],
    ]);
    expect([anna.journeys, anna.held]).toEqual([[], []]);
    await pass(people, 48);
    expect(listSent(people)).toEqual([
      `hello to ${emails.x}`,
      `offer to ${emails.anna}`,
      `tips to ${emails.x}`,
    ]);
    expect((await people.find('anonymousId#x')).journeys).toEqual([]);
  });

  it('goes with it also if it began after the merge, and welcomes once', async () => {
    const people = await openBoth();
    await people.say({ id: 'x-3', ago: 500, anonymousId: 'x', name: 'Signed Up' });
    await undo(people, people.visitor);
    const [x, anna] = [await people.find('anonymousId#x'), await people.find('userId#anna')];
    expect([x.journeys.map(({ journey }) => journey), anna.journeys]).toEqual([['guide'], []]);
    await people.say({ id: 'x-4', ago: 400, anonymousId: 'x', name: 'Signed Up' });
    await people.say({ id: 'anna-4', ago: 300, userId: 'anna', name: 'Signed Up' });
    await pass(people, 72);
    const counts = Object.groupBy(listSent(people), (sent) => sent.split(' ')[0] ?? '');
    expect([counts['hello']?.length, counts['tips']?.length]).toEqual([2, 2]);
    expect(listSent(people)).toContain(`tips to ${emails.x}`);
    expect(listSent(people)).toContain(`tips to ${emails.anna}`);
  });

  it('that ended by the merge continues if nothing was sent for it, and the other one too', async () => {
    const people = await openBoth(
      { id: 'anna-s', ago: 720, userId: 'anna', name: 'Signed Up' },
      { id: 'x-s', ago: 700, anonymousId: 'x', name: 'Signed Up' },
    );
    expect((await people.find('userId#anna')).journeys).toHaveLength(1);
    await undo(people, people.visitor);
    await pass(people, 5);
    expect(listSent(people).filter((sent) => sent.startsWith('tips'))).toEqual([
      `tips to ${emails.anna}`,
      `tips to ${emails.x}`,
    ]);
  });

  it('that ended by the merge does not continue once the other one has sent', async () => {
    const people = await openBoth(
      { id: 'anna-s', ago: 720, userId: 'anna', name: 'Signed Up' },
      { id: 'x-s', ago: 700, anonymousId: 'x', name: 'Signed Up' },
    );
    await pass(people, 1.5);
    await undo(people, people.visitor);
    await pass(people, 48);
    expect(listSent(people).filter((sent) => sent.startsWith('tips'))).toHaveLength(1);
  });
});

describe('a message that waits for a cap', () => {
  it('stays with the person who caused it, and each is sent once', async () => {
    const people = await openBoth();
    for (const said of [
      { ...ofAnna, id: 'anna-3', ago: 500 },
      { ...ofX, id: 'x-3', ago: 400 },
      { ...ofAnna, id: 'anna-4', ago: 300 },
    ])
      await people.say(said);
    await undo(people, people.visitor);
    expect((await people.find('anonymousId#x')).held).toHaveLength(1);
    expect((await people.find('userId#anna')).held).toHaveLength(1);
    await pass(people, 72);
    expect(listSent(people)).toEqual([
      `offer to ${emails.anna}`,
      `offer to ${emails.anna}`,
      `offer to ${emails.x}`,
    ]);
  });

  it('waits for what either was sent since the merge', async () => {
    const people = await openBoth();
    await people.say({ ...ofAnna, id: 'anna-3', ago: 500 });
    await undo(people, people.visitor);
    await people.say({ ...ofX, id: 'x-3', ago: 400 }, { ...ofAnna, id: 'anna-4', ago: 300 });
    await pass(people, 20);
    expect(listSent(people)).toHaveLength(1);
    await pass(people, 10);
    expect(listSent(people)).toHaveLength(3);
  });
});

describe('a limit in a window', () => {
  const ask = { name: 'Code Asked', anonymousId: 'x' };

  it('counts what both had fired before the merge', async () => {
    const people = await openBoth(
      { ...ask, id: 'x-3', ago: 790 },
      { id: 'anna-3', ago: 780, name: 'Code Asked', userId: 'anna' },
    );
    await people.say({ ...ask, id: 'x-4', ago: 500 });
    expect(listSent(people)).toHaveLength(2);
  });

  it('counts after the undo what fired since the merge', async () => {
    const people = await openBoth({ ...ask, id: 'x-3', ago: 790 });
    await people.say({ ...ask, id: 'x-4', ago: 500 });
    await undo(people, people.visitor);
    await people.say({ ...ask, id: 'x-5', ago: 400 });
    expect(listSent(people)).toHaveLength(2);
    await people.say({ id: 'anna-3', ago: now(people), name: 'Code Asked', userId: 'anna' });
    expect(listSent(people)).toHaveLength(3);
  });
});

describe('whatever call fails while a journey and a waiting message are divided', () => {
  it('ends as if it had not failed', { timeout: 60_000 }, async () => {
    const flaw = await findFlaw({
      story: {
        start,
        snapshot,
        async play(stack, actor) {
          const queue = stack.queues.get('profile');
          const send = async (...said: readonly Said[]) => {
            for (const one of said) queue.sendText(writeEvent(one));
            await actor.advance();
          };
          await send(...views);
          await send({ id: 'x-2', ago: 700, anonymousId: 'x', name: 'Signed Up' });
          await send(signIn);
          await send({ ...ofAnna, id: 'anna-3', ago: 500 });
          await send({ ...ofX, id: 'x-3', ago: 400 });
          stack.clock.now += 90 * MINUTE;
          await actor.sweep();
          await sendUndo(stack, stack.ports.identities.bindings().get('anonymousId#x') ?? '');
          await actor.advance();
          stack.clock.now += 24 * 60 * MINUTE;
          await actor.sweep();
        },
      },
    });
    expect(flaw).toBeUndefined();
  });
});
