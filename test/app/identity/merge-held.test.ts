/** What both profiles of a person hold of one rule when they become one leaves as for one person: docs/adr/0102. */
import { describe, expect, it } from 'vitest';
import { findFlaw } from '../../harness/crash-run.ts';
import {
  emails,
  HOUR,
  listDropped,
  listSent,
  ofAnna,
  ofX,
  openBoth,
  pass,
  signIn,
  snapshot,
  views,
} from './held-story.ts';
import { sendUndo, start, undo, writeEvent } from './merge-story.ts';

describe('the limit of a rule', () => {
  it('for life holds for what both profiles hold', async () => {
    const people = await openBoth(ofX('Signed Up'), ofAnna('Signed Up'));
    await people.say(signIn);
    expect(listDropped(people)).toEqual([['Profile Merged', 'rule:hello', 'email', 'hello']]);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`rule:hello to ${emails.anna}`]);
  });

  it('counts what one of the two has sent already', async () => {
    const people = await openBoth(ofX('Signed Up'));
    await pass(people, 9);
    const now = (start - people.stack.clock.now) / 1_000;
    people.stack.clock.now += 14 * HOUR;
    await people.say(ofAnna('Signed Up', { ago: now - 14 * 3_600 }));
    expect((await people.find('userId#anna')).held).toHaveLength(1);
    await people.say({ ...signIn, ago: now - 14 * 3_600 - 10 });
    expect((await people.find('userId#anna')).held).toEqual([]);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`rule:hello to ${emails.x}`]);
  });

  it.each([
    ['Tip Asked', 2, 2],
    ['Daily Asked', 1, 1],
  ])('in a window holds: %s', async (name, times, expected) => {
    const asked = Array.from({ length: times }, (_, index) => [
      ofX(name, { id: `x-a${index}`, ago: 700 - index }),
      ofAnna(name, { id: `anna-a${index}`, ago: 600 - index }),
    ]);
    const people = await openBoth(...asked.flat());
    expect(people.visitor.held).toHaveLength(times);
    await people.say(signIn);
    expect((await people.find('userId#anna')).held).toHaveLength(expected);
    await undo(people, people.visitor.id);
    expect((await people.find('anonymousId#x')).held).toEqual(people.visitor.held);
    expect((await people.find('userId#anna')).held).toEqual(people.anna.held);
  });

  it('does not drop messages of rules without one', async () => {
    const people = await openBoth(ofX('Offer Asked'), ofAnna('Offer Asked'));
    await people.say(signIn);
    await pass(people, 24);
    expect(listSent(people)).toHaveLength(2);
  });

  it('given back by an undo, each message is sent to its own address', async () => {
    const people = await openBoth(ofX('Signed Up'), ofAnna('Signed Up'));
    await people.say(signIn);
    await undo(people, people.visitor.id);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`rule:hello to ${emails.anna}`, `rule:hello to ${emails.x}`]);
  });

  it('does not give back a message after the other was sent', async () => {
    const people = await openBoth(ofX('Signed Up'), ofAnna('Signed Up'));
    await people.say(signIn);
    await pass(people, 12);
    await undo(people, people.visitor.id);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`rule:hello to ${emails.anna}`]);
  });
});

describe('one touchpoint that both have counted', () => {
  it('leaves one held message', async () => {
    const people = await openBoth(ofX('Offer Asked', { id: 'one' }), ofAnna('Offer Asked', { id: 'one' }));
    await people.say(signIn);
    expect(listDropped(people)).toHaveLength(1);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`rule:offer to ${emails.anna}`]);
  });

  it('is not sent again if one of the two has sent its message', async () => {
    const zone = { traits: { timezone: 'Asia/Tokyo' } };
    const people = await openBoth(
      ofX('Seen', zone),
      ofX('Offer Asked', { id: 'one' }),
      ofAnna('Offer Asked', { id: 'one' }),
    );
    expect(listSent(people)).toEqual([`rule:offer to ${emails.x}`]);
    await people.say(signIn);
    await pass(people, 24);
    expect(listSent(people)).toHaveLength(1);
  });

  it('counts as one firing under a limit', async () => {
    const people = await openBoth(ofX('Signed Up', { id: 'one' }), ofAnna('Signed Up', { id: 'one' }));
    await people.say(signIn);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`rule:hello to ${emails.anna}`]);
  });
});

it('whatever call fails, the person gets each once', { timeout: 60_000 }, async () => {
  const flaw = await findFlaw({
    story: {
      start,
      snapshot,
      async play(stack, actor) {
        const said = [...views, ofX('Signed Up'), ofAnna('Signed Up'), signIn];
        for (const one of said) {
          stack.queues.get('profile').sendText(writeEvent(one));
          await actor.advance();
        }
        await sendUndo(stack, stack.ports.identities.bindings().get('anonymousId#x') ?? '');
        await actor.advance();
        stack.clock.now += 12 * HOUR;
        await actor.sweep();
      },
    },
  });
  expect(flaw).toBeUndefined();
});
