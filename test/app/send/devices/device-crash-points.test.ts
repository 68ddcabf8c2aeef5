/** A push to several devices through every fault of every call: no device gets it twice, and it counts once. */
import { describe, expect, it } from 'vitest';
import type { DeviceResult, ProviderAnswer } from '../../../../app/ports/providers.ts';
import { createMessageSender } from '../../../../app/send/message-sender.ts';
import type { MessageClass, SendMessage } from '../../../../engine/model/effects.ts';
import { type Fault, faultKinds } from '../../../harness/faults.ts';
import { drainQueue } from '../../../harness/sending-queue.ts';
import {
  countTotal,
  createSendingSetup,
  makeMessage,
  renderInProcess,
} from '../../../harness/sending-setup.ts';

const [steady, busy, dead] = ['apns:steady', 'gcm:busy', 'apns:dead'] as const;
const sandbox = renderInProcess();

/** `busy` fails for a moment in its first two calls, `dead` always. */
async function explore(kind: MessageClass, faults: readonly Fault[]) {
  const setup = await createSendingSetup(faults);
  const reached: { readonly address: string; readonly message: string }[] = [];
  let busyCalls = 0;
  const answer = (message: SendMessage): ProviderAnswer => {
    const devices = [message.to, ...(message.devices ?? [])].map((address): DeviceResult => {
      const isRetried = address === busy && ++busyCalls <= 2;
      const isSent = !isRetried && address !== dead;
      if (isSent) reached.push({ address, message: message.restOf ?? message.id });
      return { address, action: address === dead ? 'remove' : 'keep', isSent, isRetried, reason: 'r' };
    });
    if (devices.some(({ isSent }) => isSent)) return { kind: 'accepted', providerId: 'p', devices };
    const isWaiting = devices.some(({ isRetried }) => isRetried);
    if (isWaiting) return { kind: 'deferred', reason: 'temporary_failure' };
    return { kind: 'refused', reason: 'r', fault: 'address', devices };
  };
  setup.answers.push(...Array.from({ length: 20 }, () => answer));
  const { ports } = setup;
  const send = createMessageSender({
    channel: 'push',
    ports,
    sandbox,
    shape: ({ body = '' }) => ({ body }),
    timelineDays: 30,
    now: () => setup.clock.now,
    random: () => 0.5,
  });
  const message = makeMessage({ channel: 'push', class: kind, to: steady, devices: [busy, dead] });
  const report = await drainQueue(setup, send, [message]);
  const stored = await setup.ledger.read(message.profileId, message.id);
  const count = (address: string) => reached.filter((one) => one.address === address).length;
  const violations: string[] = [];
  const check = (holds: boolean, promise: string) => {
    if (!holds) violations.push(`${JSON.stringify(faults)}: ${promise}`);
  };
  const most = kind === 'promotional' ? 1 : 1 + faults.length;
  check(count(steady) <= most, 'a device gets it again only for a fault of a transactional message');
  check(count(busy) <= most, 'so does a device that failed for a moment');
  check(count(dead) === 0, 'a dead device gets none');
  check(stored?.state !== 'sent' || count(steady) > 0, 'what is shown as sent was sent');
  check(stored?.state !== 'unknown' || faults.length > 0, 'nothing is unknown without a fault');
  check(stored !== undefined && !['claimed', 'released'].includes(stored.state), 'it is settled');
  check(countTotal(setup) === 1, 'it is counted exactly once, its further tries not at all');
  check(report.dead.length === 0, 'nothing ends in the dead-letter queue');
  const sentEvents = setup.events.filter(({ name }) => name === 'Message Sent');
  check(
    new Set(sentEvents.map(({ id }) => id)).size === (stored?.state === 'sent' ? 1 : 0),
    'it is reported once',
  );
  if (faults.length === 0) {
    check(count(steady) === 1 && count(busy) === 1, 'each living device gets it');
    const removed = setup.events.filter(({ name }) => name === 'Device Removed');
    check(removed.length === 1 && removed[0]?.properties['address'] === dead, 'the dead one is reported');
  }
  return { violations, calls: setup.injector.calls };
}

describe.each(['promotional', 'transactional'] as const)('a %s push to three devices', (kind) => {
  it('keeps every guarantee through any one fault of any call, the time-out after the answer included', async () => {
    const { calls, violations } = await explore(kind, []);
    expect(violations).toEqual([]);
    expect(calls.filter((name) => name === 'provider.send')).toHaveLength(3);
    expect(calls).toContain('queues.send');
    const found: string[] = [];
    for (const [index, name] of calls.entries()) {
      for (const fault of faultKinds) {
        // The provider is called once, never by a retry of the SDK.
        if (fault === 'is repeated' && name === 'provider.send') continue;
        found.push(...(await explore(kind, [{ call: index + 1, kind: fault }])).violations);
      }
    }
    expect(found).toEqual([]);
  });
});
