/** The pace of a sender: turns, turns given back, throttling, SMS parts, and what happens when the time is over. */
import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../../../app/ports/providers.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { SendRates } from '../../../app/send/pace-delivery.ts';
import type { SmsBill } from '../../../engine/channels/sms-prices.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { createSendingSetup, makeMessage, type SendingSetup, start } from '../../harness/sending-setup.ts';
import { createSmsSender } from '../../harness/sms-sender.ts';
import { Scheduler } from '../../simulation/scheduler.ts';

const throttled: ProviderAnswer = { kind: 'deferred', reason: 'throttled', isThrottled: true };

/** One invocation in virtual time; calls of the stores take none. */
async function invoke(
  setup: SendingSetup,
  messages: readonly SendMessage[],
  rates: SendRates,
  bill?: () => SmsBill,
) {
  const scheduler = new Scheduler(setup.clock.now);
  const sleep = async (milliseconds: number) => {
    await scheduler.wait(milliseconds);
    setup.clock.now = scheduler.now;
  };
  const send = createSmsSender(setup, { pace: { rates, sleep }, ...(bill && { bill }) });
  const records = messages.map((message) => ({
    messageId: message.id,
    receiptHandle: message.id,
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(setup.clock.now) },
  }));
  // Virtual time begins when the first calls have been made.
  scheduler.at(start, () => undefined);
  const response = send(records, { requestId: 'run-1', telemetry: silentTelemetry });
  let endedAt = Number.NaN;
  void response.then(() => {
    endedAt = scheduler.now;
  });
  await scheduler.run(Number.POSITIVE_INFINITY);
  const { batchItemFailures } = await response;
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), took: endedAt - start };
}

function makeMessages(count: number, overrides: Partial<SendMessage> = {}): SendMessage[] {
  return Array.from({ length: count }, (_, index) => makeMessage({ id: `m${index}`, ...overrides }));
}

const moments = ({ sent }: SendingSetup) => sent.map(({ at }) => at - start);

describe('the pace of an invocation', () => {
  it('spreads its calls, and ends when they have used their time', async () => {
    const setup = await createSendingSetup();
    const { failed, took } = await invoke(setup, makeMessages(10), { promotional: 5 });
    expect(failed).toEqual([]);
    // Ten calls at five a second are two seconds, the last 250 ms of which are for the last answer.
    expect(moments(setup)).toEqual([0, 175, 350, 525, 700, 875, 1050, 1225, 1400, 1575]);
    // Less four percent, which make up for the time between two invocations.
    expect(took).toBe(1920);
  });

  it('paces each class by its own rate, and none without a rate', async () => {
    const setup = await createSendingSetup();
    const urgent = makeMessages(3, { class: 'transactional' });
    const { took } = await invoke(setup, urgent, { promotional: 1, transactional: 0 });
    expect(moments(setup)).toEqual([0, 0, 0]);
    expect(took).toBe(0);
  });

  it('gives the turn of a message that needs no call to the next one', async () => {
    const setup = await createSendingSetup();
    const expired = makeMessages(9, { expiresAt: start - 1 });
    const { took } = await invoke(setup, [...expired, makeMessage({ id: 'last' })], { promotional: 1 });
    expect(setup.sent.map(({ id }) => id)).toEqual(['last']);
    expect(moments(setup)[0]).toBeLessThanOrEqual(500);
    expect(took).toBeLessThanOrEqual(1500);
  });

  it('uses a turn per part of an SMS', async () => {
    const setup = await createSendingSetup();
    const { took } = await invoke(setup, makeMessages(2), { promotional: 2 }, () => ({ parts: 3 }));
    expect(took).toBe(0.96 * 3000);
  });

  it('returns what it has no time for to the queue, without a claim and before its visibility timeout', async () => {
    const setup = await createSendingSetup();
    const { failed, took } = await invoke(setup, makeMessages(10), { promotional: 0.2 });
    expect(setup.sent).toHaveLength(7);
    expect(failed).toEqual(['m7', 'm8', 'm9']);
    expect(await setup.ledger.read('P1', 'm9')).toBeUndefined();
    expect(setup.postponed.get('m9')).toBeLessThanOrEqual(5);
    expect(took).toBeLessThanOrEqual(45_000);
  });
});

describe('a throttled call', () => {
  it('of a promotional message lowers the pace and returns to the queue', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => throttled);
    const { failed, took } = await invoke(setup, makeMessages(10), { promotional: 5 });
    expect(failed).toEqual(['m0']);
    expect((await setup.ledger.read('P1', 'm0'))?.state).toBe('released');
    // Twice the interval, which shrinks slowly: ten calls of nearly 0.4 s.
    expect(took).toBeGreaterThan(3500);
    expect(took).toBeLessThan(4000);
  });

  it('of a transactional message is repeated at once under its claim, in turn', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(
      () => throttled,
      () => throttled,
    );
    const [message = makeMessage()] = makeMessages(1, { class: 'transactional' });
    const { failed } = await invoke(setup, [message], { transactional: 10 });
    expect(failed).toEqual([]);
    expect(setup.sent).toHaveLength(1);
    expect(moments(setup)[0]).toBeLessThan(500);
    expect(await setup.ledger.read('P1', 'm0')).toMatchObject({ state: 'sent', attempt: 1 });
  });

  it('of a transactional message returns to the queue after six', async () => {
    const setup = await createSendingSetup();
    let calls = 0;
    for (let index = 0; index < 9; index++) {
      setup.answers.push(() => {
        calls += 1;
        return throttled;
      });
    }
    const { failed } = await invoke(setup, makeMessages(1, { class: 'transactional' }), {
      transactional: 10,
    });
    expect(failed).toEqual(['m0']);
    expect(calls).toBe(6);
    expect((await setup.ledger.read('P1', 'm0'))?.state).toBe('released');
  });

  it('is never repeated after a call whose outcome is unknown', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(
      () => throttled,
      () => Promise.reject(new Error('socket hang up')),
    );
    const { failed } = await invoke(setup, makeMessages(1, { class: 'transactional' }), {
      transactional: 10,
    });
    expect(failed).toEqual(['m0']);
    expect(setup.sent).toEqual([]);
    expect((await setup.ledger.read('P1', 'm0'))?.state).toBe('claimed');
  });
});
