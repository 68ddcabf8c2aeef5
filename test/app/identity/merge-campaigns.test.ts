/** A campaign's run reaches a person once who had two profiles when it began: docs/adr/0102. */
import { describe, expect, it } from 'vitest';
import {
  emails,
  listDropped,
  listSent,
  ofAnna,
  ofX,
  openBoth,
  pass,
  runCampaign,
  signIn,
} from './held-story.ts';
import { undo } from './merge-story.ts';

describe('two held messages of one campaign run', () => {
  it('are one after the merge, and the timeline says which was dropped', async () => {
    const people = await openBoth();
    await runCampaign(people, [people.visitor, people.anna]);
    await people.say(signIn);
    expect((await people.find('userId#anna')).held).toHaveLength(1);
    expect(listDropped(people)).toEqual([['Profile Merged', 'campaign:local', 'email', 'news']]);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`campaign:local to ${emails.anna}`]);
  });

  it('of two zones are the one that leaves first', async () => {
    const people = await openBoth(
      ofX('Seen', { traits: { timezone: 'Europe/Rome' } }),
      ofAnna('Seen', { traits: { timezone: 'Europe/London' } }),
    );
    const { visitor, anna } = people;
    await runCampaign(people, [visitor, anna]);
    const [first] = (await people.find('anonymousId#x')).held;
    await people.say(signIn);
    expect((await people.find('userId#anna')).held.map(({ id }) => id)).toEqual([first?.id]);
  });

  it('are none once one of the two was sent, also if it was held before', async () => {
    for (const timezone of ['Asia/Tokyo', 'Europe/Rome']) {
      const people = await openBoth(ofX('Seen', { traits: { timezone } }));
      await runCampaign(people, [people.visitor, people.anna]);
      // 19:00 has passed in both zones, and not in UTC.
      await pass(people, 8.5);
      expect(listSent(people)).toEqual([`campaign:local to ${emails.x}`]);
      expect((await people.find('userId#anna')).held).toHaveLength(1);
      await people.say(signIn);
      expect((await people.find('userId#anna')).held).toEqual([]);
      await pass(people, 24);
      expect(listSent(people)).toHaveLength(1);
      await undo(people, people.visitor.id);
      expect((await people.find('userId#anna')).held).toHaveLength(1);
    }
  });

  it('are given back by the undo, each to its profile', async () => {
    const people = await openBoth();
    await runCampaign(people, [people.visitor, people.anna]);
    const held = [(await people.find('anonymousId#x')).held, (await people.find('userId#anna')).held];
    await people.say(signIn);
    await undo(people, people.visitor.id);
    expect([(await people.find('anonymousId#x')).held, (await people.find('userId#anna')).held]).toEqual(
      held,
    );
    await pass(people, 24);
    expect(listSent(people)).toEqual([`campaign:local to ${emails.anna}`, `campaign:local to ${emails.x}`]);
  });

  it('are not given back once the one that stayed was sent', async () => {
    const people = await openBoth();
    await runCampaign(people, [people.visitor, people.anna]);
    await people.say(signIn);
    await pass(people, 12);
    await undo(people, people.visitor.id);
    await pass(people, 24);
    expect(listSent(people)).toEqual([`campaign:local to ${emails.anna}`]);
  });
});
