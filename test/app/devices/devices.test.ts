/** A push reaches the devices that a person has now: those they use, and none that another person signed in on. */
import { describe, expect, it } from 'vitest';
import { openDevices } from './open-devices.ts';

describe('a push', () => {
  it('goes to all devices of the person as one message, the last used first, and counts once', async () => {
    const { say, send, load } = await openDevices('caps: [{ limit: 2, within: P1D }]');
    say('anna', 'Seen', 'phone');
    say('anna', 'Seen', 'a:tablet', { type: 'ios' });
    say('anna', 'Viewed');
    expect(await send()).toEqual(['apns:a:tablet gcm:phone']);
    expect((await load('anna')).contacts).toHaveLength(1);
    say('anna', 'Viewed');
    expect(await send()).toEqual(['apns:a:tablet gcm:phone']);
    say('anna', 'Viewed');
    expect(await send()).toEqual([]);
  });

  it.each([
    ['last_used', ['gcm:phone']],
    ['one_per_platform', ['gcm:phone apns:pad']],
    ['all', ['gcm:phone apns:pad gcm:old']],
  ])('goes to the devices that the policy %s selects', async (choice, expected) => {
    const { say, send } = await openDevices(`addresses: { push: ${choice} }`);
    say('anna', 'Seen', 'old');
    say('anna', 'Seen', 'pad', { type: 'ios' });
    say('anna', 'Seen', 'phone');
    say('anna', 'Viewed');
    expect(await send()).toEqual(expected);
  });

  it('does not go to a device that the person signed out on, not even if it was queued before', async () => {
    const { say, send, settle } = await openDevices();
    say('anna', 'Seen', 'phone');
    say('anna', 'Seen', 'tablet');
    say('anna', 'Viewed');
    await settle();
    say('anna', 'Signed Out', 'tablet');
    expect(await send()).toEqual(['gcm:phone']);
    say('anna', 'Signed Out', 'phone');
    say('anna', 'Viewed');
    expect(await send()).toEqual([]);
  });

  it('does not go to a device on which notifications are off, until they are on again', async () => {
    const { say, send } = await openDevices();
    say('anna', 'Viewed', 'phone', { pushEnabled: false });
    expect(await send()).toEqual([]);
    say('anna', 'Viewed', 'phone');
    expect(await send()).toEqual([]);
    say('anna', 'Viewed', 'phone', { pushEnabled: true });
    expect(await send()).toEqual(['gcm:phone']);
  });

  it('goes to another device than one that an operator suppressed', async () => {
    const { say, send, stack } = await openDevices();
    say('anna', 'Seen', 'phone');
    say('anna', 'Viewed', 'tablet');
    const suppressed = {
      channel: 'push',
      address: 'gcm:tablet',
      kind: 'suppressed',
      reason: 'operator',
    } as const;
    await stack.ports.addresses.keep(suppressed);
    expect(await send()).toEqual(['gcm:phone']);
  });
});

describe('a device on which another person signs in', () => {
  it('is theirs at once: it leaves the former person, and comes back with them', async () => {
    const { say, send, list } = await openDevices();
    say('anna', 'Seen', 'phone');
    say('bruno', 'Signed In', 'phone');
    say('anna', 'Viewed');
    say('bruno', 'Viewed');
    expect(await send()).toEqual(['gcm:phone']);
    expect([await list('anna'), await list('bruno')]).toEqual([[], ['gcm:phone']]);
    say('anna', 'Signed In', 'phone');
    expect(await send()).toEqual([]);
    expect([await list('anna'), await list('bruno')]).toEqual([['gcm:phone'], []]);
  });

  it.each([
    ['gcm:t1', 'FCM:t1', 'gcm:t1'],
    ['fcm:t1', 't1', 'gcm:t1'],
    ['apns:AAFF', 'APNS:aaff', 'apns:aaff'],
  ])('is one device, whether the app states %s or %s', async (first, second, form) => {
    const { say, send, list } = await openDevices();
    say('anna', 'Seen', first);
    say('bruno', 'Signed In', second);
    say('anna', 'Viewed');
    say('bruno', 'Viewed');
    expect(await send()).toEqual([form]);
    expect([await list('anna'), await list('bruno')]).toEqual([[], [form]]);
    say('bruno', 'Signed Out', first);
    say('bruno', 'Viewed');
    expect(await send()).toEqual([]);
  });

  it('gets no push that was decided for the former person before', async () => {
    const { say, send, settle, list, stack } = await openDevices();
    say('anna', 'Viewed', 'phone');
    await settle();
    const holder = { profileId: 'someone', at: stack.clock.now + 1 };
    await stack.ports.addresses.keep({ channel: 'push', address: 'gcm:phone', kind: 'holder', holder });
    expect(await send()).toEqual([]);
    expect(stack.emitted).toContainEqual(
      expect.objectContaining({
        name: 'Device Removed',
        occurredAt: holder.at,
        properties: expect.objectContaining({ address: 'gcm:phone', reason: 'moved' }),
      }),
    );
    expect(await list('anna')).toEqual([]);
  });

  it('does not bring the refusal of pushes by the former person with it', async () => {
    const { say, send, stack } = await openDevices();
    say('anna', 'Seen', 'phone');
    await send();
    const denied = { key: 'push', consent: { state: 'denied', at: stack.clock.now } } as const;
    await stack.ports.addresses.keep({ channel: 'push', address: 'gcm:phone', kind: 'consent', ...denied });
    say('bruno', 'Viewed', 'phone');
    expect(await send()).toEqual(['gcm:phone']);
  });

  it('belongs to the person with the latest statement, in whatever order statements arrive', async () => {
    const day = Date.parse('2026-11-21T00:00:00Z');
    const statements = [
      ['anna', 1],
      ['bruno', 2],
      ['anna', 3],
      ['carla', 4],
      ['bruno', 5],
    ] as const;
    for (let first = 0; first < statements.length; first++) {
      const { say, settle, list } = await openDevices();
      const order = [...statements.slice(first), ...statements.slice(0, first)];
      for (const each of [order, order.toReversed()][first % 2] ?? []) {
        say(each[0], 'Seen', 'phone', {}, day + each[1] * 60_000);
        await settle();
      }
      const holders = await Promise.all(['anna', 'bruno', 'carla'].map((person) => list(person)));
      expect(holders).toEqual([[], ['gcm:phone'], []]);
    }
  });
});
