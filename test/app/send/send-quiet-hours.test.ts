/** A message that is late: decided by day, at its sender by night. */
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../engine/model/channels.ts';
import type { PolicyDocument } from '../../../engine/model/documents/policy-document.ts';
import {
  atNight,
  createQuietSender,
  deliverOnce,
  hour,
  morning,
  nightly,
  openNight,
  rome,
  sendLate,
} from '../../harness/quiet-night.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { makeMessage, makeWillingProfile, start } from '../../harness/sending-setup.ts';
import { readState } from '../../harness/sms-sender.ts';

const channels: readonly Channel[] = ['email', 'sms', 'push'];

describe.each(channels)('a promotional message on %s that comes to its sender in quiet hours', (channel) => {
  const message = makeMessage({ channel });

  it('waits without a claim until they end, and is sent and counted once', async () => {
    const setup = await openNight();
    const { invocations, dead } = await sendLate(setup, atNight, message);
    expect(setup.sent.map(({ at }) => at)).toEqual([morning]);
    expect([invocations, dead]).toEqual([2, []]);
    expect(setup.statistics.sumAll()['rule:greet']).toEqual({ [`${channel}.sent`]: 1 });
  });

  it.each([
    ['it expires before they end', nightly, { expiresAt: morning - 1 }],
    ['it is not to be held', nightly, { ifQuiet: 'drop' } as const],
    ['it may not be held so long', nightly, { maxHold: 8 * hour }],
    ['the policy drops', { ...nightly, quietHours: { ...nightly.quietHours, action: 'drop' } }, {}],
    ['the policy holds for less', { ...nightly, maxHold: 'PT8H' }, {}],
  ] as const)('is refused where %s, and that is reported', async (_case, policy, options) => {
    const setup = await openNight(policy as PolicyDocument);
    await sendLate(setup, atNight, { ...message, ...options });
    expect(setup.sent).toEqual([]);
    const limit = { until: morning };
    expect(await readState(setup, message)).toEqual({ state: 'suppressed', reason: 'quiet_hours', limit });
    expect(setup.events).toMatchObject([
      { name: 'Message Suppressed', properties: { message: message.id, channel, reason: 'quiet_hours' } },
    ]);
  });

  it.each([
    ['transactional', nightly, { class: 'transactional' }],
    ['a test', nightly, { isTest: true }],
    ['on a channel without them', { ...nightly, quietHours: { windows: [elsewhere(channel)] } }, {}],
  ] as const)('is sent at once where it is %s', async (_case, policy, options) => {
    const setup = await openNight(policy as PolicyDocument);
    await sendLate(setup, atNight, { ...message, ...options });
    expect(setup.sent.map(({ at }) => at)).toEqual([start + atNight * hour]);
  });
});

function elsewhere(channel: Channel) {
  return { from: '21:00', to: '08:00', channels: channels.filter((other) => other !== channel) };
}

describe('a message that waits for the end of quiet hours', () => {
  it('is held by its own `ifQuiet` where the policy drops', async () => {
    const setup = await openNight({
      ...nightly,
      quietHours: { windows: [{ from: '21:00', to: '08:00' }], action: 'drop' },
    });
    await sendLate(setup, atNight, makeMessage({ ifQuiet: 'hold' }));
    expect(setup.sent.map(({ at }) => at)).toEqual([morning]);
  });

  it('waits also when it was decided a second before they began: they are strict', async () => {
    const setup = await openNight();
    const nine = Date.UTC(2026, 10, 22, 20);
    setup.clock.now = nine;
    const message = makeMessage({ decidedAt: nine - 1000 });
    await drainQueue(setup, createQuietSender(setup, 'sms'), [message]);
    expect(setup.sent.map(({ at }) => at)).toEqual([morning]);
  });

  it('waits for the hours of the law where the policy has none for SMS', async () => {
    const setup = await openNight({ ...nightly, quietHours: { windows: [elsewhere('sms')] } });
    await sendLate(setup, atNight, makeMessage({ to: '+33612345678' }));
    // Rome and Paris have the same clocks; 22 November is a Sunday.
    expect(setup.sent.map(({ at }) => at)).toEqual([morning]);
  });

  it('is evaluated for consent again in the morning', async () => {
    const setup = await openNight();
    setup.clock.now = start + atNight * hour;
    const send = createQuietSender(setup, 'sms');
    const message = makeMessage();
    await drainQueue(
      setup,
      async (...words) => {
        if (setup.clock.now >= morning) {
          const consents = { sms: { state: 'denied', at: morning } } as const;
          await setup.profiles.save(makeWillingProfile({ version: 3, traits: rome, consents }));
        }
        return send(...words);
      },
      [message],
    );
    expect(await readState(setup, message)).toEqual({ state: 'suppressed', reason: 'unsubscribed' });
  });

  it('costs no extra read by day, and one of the profile and one of the ledger by night', async () => {
    const setup = await openNight();
    const countReads = () => setup.injector.calls.filter((call) => /load|read/i.test(call)).sort();
    await sendLate(setup, 1);
    const daily = ['addresses.read', 'profiles.load', 'programs.loadTemplate', 'programs.readCurrent'];
    expect(countReads()).toEqual(daily);
    setup.clock.now = start + atNight * hour;
    expect(await deliverOnce(setup, { message: makeMessage({ id: 'B' }) })).toEqual(['B']);
    const byNight = ['ledger.read', 'profiles.load', 'profiles.load'];
    expect(countReads()).toEqual(
      [...daily, ...byNight, 'programs.loadTemplate', 'programs.readCurrent'].sort(),
    );
    expect(setup.postponed.get('B')).toBe(9 * 3600);
  });
});
