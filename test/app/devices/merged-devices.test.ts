/** The devices of two profiles of one person: the person has all of them, and an undo gives each back. */
import { describe, expect, it } from 'vitest';
import { undo } from '../identity/merge-story.ts';
import { openDevices } from './open-devices.ts';

const guest = { anonymousId: 'q1' };
const user = { userId: 'uq1' };
const both = { ...guest, ...user };

/** The profile of the user stays, whichever of the two is older. */
const orders = [
  ['the guest came first', [guest, user]],
  ['the user came first', [user, guest]],
] as const;

/** The guest's profile has the device, the user's has another one or none. */
async function openGuest([first, second]: (typeof orders)[number][1]) {
  const devices = await openDevices();
  const { say, settle } = devices;
  for (const person of [first, second]) {
    if (person === guest) say(guest, 'Seen', 'phone');
    else say(user, 'Seen', 'tablet');
    await settle();
  }
  return devices;
}

const countRemovals = ({ emitted }: { readonly emitted: readonly { readonly name: string }[] }) =>
  emitted.filter(({ name }) => name === 'Device Removed').length;

describe.each(orders)('of a guest who signs in (%s)', (_name, order) => {
  it('the device stays with the person, also after a push', async () => {
    const { say, send, list, stack } = await openGuest(order);
    say(both, 'Signed In');
    say('uq1', 'Viewed');
    expect((await send())[0]?.split(' ').sort()).toEqual(['gcm:phone', 'gcm:tablet']);
    expect((await list('uq1')).sort()).toEqual(['gcm:phone', 'gcm:tablet']);
    expect(countRemovals(stack)).toBe(0);
  });

  it.each([
    ['the sign-in', [both]],
    ['the event after it', [both, user]],
    ['a later event of the session alone', [both, guest]],
  ])('the device stays if %s states it', async (_title, people) => {
    const { say, send, settle, list, stack } = await openGuest(order);
    for (const [index, person] of people.entries()) {
      const isLast = index === people.length - 1;
      say(person, index === 0 ? 'Signed In' : 'Seen', isLast ? 'phone' : undefined);
      await settle();
    }
    say('uq1', 'Viewed');
    expect((await send())[0]?.split(' ').sort()).toEqual(['gcm:phone', 'gcm:tablet']);
    expect((await list('uq1')).sort()).toEqual(['gcm:phone', 'gcm:tablet']);
    expect(countRemovals(stack)).toBe(0);
  });

  it('a device that moved from one of the two to the other before the merge stays', async () => {
    const { say, send, settle, list } = await openGuest(order);
    say('uq1', 'Signed In', 'phone');
    await settle();
    say(both, 'Seen');
    say('uq1', 'Viewed');
    expect((await send())[0]?.split(' ').sort()).toEqual(['gcm:phone', 'gcm:tablet']);
    expect((await list('uq1')).sort()).toEqual(['gcm:phone', 'gcm:tablet']);
  });

  it('a report to one of the two that arrives after the merge removes no device of the person', async () => {
    const { say, actor, send, settle, list } = await openGuest(order);
    say('uq1', 'Signed In', 'phone');
    await actor.advance();
    say(both, 'Seen');
    await actor.advance();
    // The report that the phone has moved to the user.
    await settle();
    expect((await list('uq1')).sort()).toEqual(['gcm:phone', 'gcm:tablet']);
    say('uq1', 'Viewed');
    expect((await send())[0]?.split(' ').sort()).toEqual(['gcm:phone', 'gcm:tablet']);
  });

  it('another person who signs in on the device has it, and the person has it no more', async () => {
    const { say, send, settle, list, stack } = await openGuest(order);
    say(both, 'Signed In', 'phone');
    await settle();
    say('carla', 'Signed In', 'phone');
    await settle();
    expect([await list('uq1'), await list('carla')]).toEqual([['gcm:tablet'], ['gcm:phone']]);
    say('uq1', 'Viewed');
    expect(await send()).toEqual(['gcm:tablet']);
    say('uq1', 'Signed In', 'phone');
    await settle();
    expect([(await list('uq1')).sort(), await list('carla')]).toEqual([['gcm:phone', 'gcm:tablet'], []]);
    expect(countRemovals(stack)).toBe(2);
  });

  it('a token that its push service does not know any more is removed, and so is one at sign-out', async () => {
    const { say, settle, list, find, stack } = await openGuest(order);
    say(both, 'Signed In', 'phone');
    await settle();
    say('uq1', 'Signed Out', 'phone');
    await settle();
    expect(await list('uq1')).toEqual(['gcm:tablet']);
    const properties = { channel: 'push', address: 'gcm:tablet', reason: 'Unregistered' };
    const report = { kind: 'EmitEvent', name: 'Device Removed', properties } as const;
    await stack.ports.events.put([
      { ...report, id: 'dead', profileId: find('uq1'), occurredAt: stack.clock.now },
    ]);
    await settle();
    expect(await list('uq1')).toEqual([]);
  });
});

describe.each(orders)('after the undo of a merge (%s)', (_name, order) => {
  it('the device is with the profile that stated it', async () => {
    const devices = await openGuest(order);
    const { say, send, settle, list, find, stack, actor } = devices;
    const ended = find('anonymousId#q1');
    say(both, 'Signed In');
    await settle();
    await undo({ stack, actor }, ended);
    await settle();
    expect([await list('anonymousId#q1'), await list('uq1')]).toEqual([['gcm:phone'], ['gcm:tablet']]);
    say(guest, 'Viewed');
    expect(await send()).toEqual(['gcm:phone']);
    say(user, 'Viewed');
    expect(await send()).toEqual(['gcm:tablet']);
  });

  it.each([
    ['the user by the sign-in', [[both, 'phone']], [[], ['gcm:phone', 'gcm:tablet']]],
    ['the session since the merge', [[both], [guest, 'watch']], [['gcm:phone', 'gcm:watch'], ['gcm:tablet']]],
    [
      'the session after the sign-in',
      [
        [both, 'phone'],
        [guest, 'phone'],
      ],
      [['gcm:phone'], ['gcm:tablet']],
    ],
  ] as const)('the device is with who stated it last: %s', async (_title, said, expected) => {
    const { say, send, settle, list, find, stack, actor } = await openGuest(order);
    const ended = find('anonymousId#q1');
    for (const [person, token] of said) {
      say(person, 'Seen', token);
      await settle();
    }
    await undo({ stack, actor }, ended);
    await settle();
    const lists = [await list('anonymousId#q1'), await list('uq1')].map((one) => one.toSorted());
    expect(lists).toEqual(expected);
    for (const [index, person] of [guest, user].entries()) {
      say(person, 'Viewed');
      const [devices = ''] = await send();
      expect(devices.split(' ').sort().join(' ')).toBe(expected[index]?.join(' '));
    }
    expect(await list('uq1')).toHaveLength(expected[1].length);
  });
});
