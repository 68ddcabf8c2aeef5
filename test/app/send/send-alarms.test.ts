/** The counters that alarms watch: faults for the operator to fix, as opposed to a person's wrong address. */
import { describe, expect, it } from 'vitest';
import { shapeSms } from '../../../adapters/content/shape-content.ts';
import type { ProviderAnswer } from '../../../app/ports/providers.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { createMessageSender } from '../../../app/send/message-sender.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { createSendingSetup, makeMessage, renderInProcess } from '../../harness/sending-setup.ts';

async function countAfter(answer: ProviderAnswer, overrides: Partial<SendMessage> = {}) {
  const { ports, answers, clock } = await createSendingSetup();
  answers.push(() => answer);
  const send = createMessageSender({
    channel: 'sms',
    ports,
    sandbox: renderInProcess(),
    shape: shapeSms,
    timelineDays: 400,
    now: () => clock.now,
    random: () => 0.5,
  });
  const counts: Record<string, number> = {};
  const telemetry = {
    ...silentTelemetry,
    count(metric: string, quantity = 1) {
      counts[metric] = (counts[metric] ?? 0) + quantity;
    },
  };
  const record = {
    messageId: 'r1',
    receiptHandle: 'h1',
    body: JSON.stringify(makeMessage(overrides)),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
  };
  await send([record], { requestId: 'q1', telemetry });
  return counts;
}

describe('the counters of a sender', () => {
  it.each<[string, ProviderAnswer, Partial<SendMessage>, object]>([
    ['a wrong address', { kind: 'refused', reason: 'x', fault: 'address' }, {}, { MessagesFailed: 1 }],
    [
      'a push whose tokens are all dead',
      {
        kind: 'refused',
        reason: 'x',
        fault: 'address',
        devices: [{ address: 'gcm:a', action: 'remove', isSent: false, isRetried: false, reason: 'x' }],
      },
      {},
      { MessagesFailed: 1 },
    ],
    ['a further try for busy devices', { kind: 'accepted', providerId: 'p' }, { restOf: 'm0' }, {}],
    [
      'a message that the provider refuses',
      { kind: 'refused', reason: 'x', fault: 'message' },
      {},
      { MessagesFailed: 1, MessageFaults: 1 },
    ],
    [
      'a template that is gone',
      { kind: 'accepted', providerId: 'p' },
      { templateRevision: 'gone' },
      { MessagesFailed: 1, MessageFaults: 1 },
    ],
    [
      'an account that is suspended',
      { kind: 'refused', reason: 'AccountSuspendedException', fault: 'account' },
      {},
      { MessagesFailed: 1, MessageFaults: 1, SendingDisabled: 1 },
    ],
    [
      'sending that is paused',
      { kind: 'deferred', reason: 'SendingPausedException', isBlocked: true },
      {},
      { MessagesDeferred: 1, SendingDisabled: 1 },
    ],
    ['throttling', { kind: 'deferred', reason: 'throttled' }, {}, { MessagesDeferred: 1 }],
    ['success', { kind: 'accepted', providerId: 'p' }, {}, { MessagesSent: 1 }],
  ])('after %s', async (_what, answer, overrides, expected) => {
    expect(await countAfter(answer, overrides)).toEqual(expected);
  });
});
