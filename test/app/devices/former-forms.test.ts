/** Facts that an earlier version stored for a push address as it was stated: they count for its one form. */
import { expect, it } from 'vitest';
import { createMemoryConsentLedger } from '../../../adapters/memory/consent-ledger.ts';
import { readPushAddress } from '../../../app/suppression/read-push-address.ts';
import { releaseAddress } from '../../../app/suppression/suppress-address.ts';
import { openDevices } from './open-devices.ts';

const spellings = [
  ['fcm:t1', 'gcm:t1'],
  ['GCM:t1', 'gcm:t1'],
  ['FCM:t1', 'gcm:t1'],
  ['apns:AAFF', 'apns:aaff'],
  ['APNS:AAFF', 'apns:aaff'],
  ['APNS_SANDBOX:not-hex', 'apns_sandbox:not-hex'],
] as const;

it.each(spellings)(
  'a suppression of %s stops pushes to %s until an operator lifts it',
  async (former, form) => {
    const { say, send, stack } = await openDevices();
    const { addresses } = stack.ports;
    await addresses.keep({ channel: 'push', address: former, kind: 'suppressed', reason: 'operator' });
    say('anna', 'Viewed', form);
    expect(await send()).toEqual([]);
    const released = await releaseAddress(
      'push',
      former,
      { by: 'on-call', reason: 'asked', at: stack.clock.now },
      {
        ...{ suppressions: addresses, identities: stack.ports.identities, queues: stack.ports.queues },
        consents: createMemoryConsentLedger(),
      },
    );
    expect(released).toEqual({ address: form, isReleased: true });
    say('anna', 'Viewed');
    expect(await send()).toEqual([form]);
  },
);

it.each(spellings)('the person who has %s loses it to the one who signs in with %s', async (former, form) => {
  const { say, send, settle, find, list, stack } = await openDevices();
  const { addresses } = stack.ports;
  say('anna', 'Seen', 'other');
  await settle();
  const holder = { profileId: find('anna'), at: stack.clock.now };
  await addresses.keep({ channel: 'push', address: former, kind: 'holder', holder });
  say('bruno', 'Viewed', form);
  expect(await send()).toEqual([form]);
  expect(stack.emitted).toContainEqual(
    expect.objectContaining({
      name: 'Device Removed',
      profileId: find('anna'),
      properties: expect.objectContaining({ address: form, reason: 'moved' }),
    }),
  );
  expect(await list('bruno')).toEqual([form]);
});

it.each(spellings)('what %s says is kept for %s, which is then read alone', async (former, form) => {
  const { say, settle, find, stack } = await openDevices();
  const { addresses } = stack.ports;
  say('anna', 'Seen', 'other');
  await settle();
  const holder = { profileId: find('anna'), at: stack.clock.now };
  await addresses.keep({ channel: 'push', address: former, kind: 'holder', holder });
  await addresses.keep({ channel: 'push', address: former, kind: 'suppressed', reason: 'invalid' });
  say('anna', 'Seen', form);
  await settle();
  const read: string[] = [];
  const counted: Parameters<typeof readPushAddress>[0] = {
    read(channel, address, options) {
      read.push(address);
      return addresses.read(channel, address, options);
    },
  };
  expect(await readPushAddress(counted, form)).toMatchObject({
    isSuppressed: true,
    suppressedBy: 'invalid',
    holder: { profileId: holder.profileId },
  });
  expect(read).toEqual([form]);
});
