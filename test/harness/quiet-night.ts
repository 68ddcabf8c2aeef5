/** A sender whose nights are quiet, and messages that reach it late. */

import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender, type Sender } from '../../app/send/message-sender.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Fault } from './faults.ts';
import { type DrainReport, drainQueue } from './sending-queue.ts';
import {
  createSendingSetup,
  makeMessage,
  makeWillingProfile,
  renderInProcess,
  type SendingSetup,
  start,
} from './sending-setup.ts';

export const hour = 3_600_000;
/** 09:00 in UTC, which is 10:00 in Rome: `start` is the moment of the decisions. */
export const rome = { timezone: { value: 'Europe/Rome', at: 1 } };
export const nightly: PolicyDocument = {
  kind: 'policy',
  id: 'contact',
  status: 'live',
  quietHours: { windows: [{ from: '21:00', to: '08:00' }] },
};
/** The end of the night after `start`, in Rome. */
export const morning = Date.UTC(2026, 10, 23, 7);

export async function openNight(
  policy: PolicyDocument = nightly,
  faults: readonly Fault[] = [],
): Promise<SendingSetup> {
  const setup = await createSendingSetup(faults);
  await setup.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
  await setup.profiles.save(makeWillingProfile({ version: 2, traits: rome }));
  return setup;
}

export function createQuietSender(
  setup: SendingSetup,
  channel: SendMessage['channel'] = 'sms',
  changes: Partial<SendingSetup['ports']> = {},
): Sender {
  return createMessageSender({
    channel,
    ports: { ...setup.ports, ...changes },
    sandbox: renderInProcess(),
    shape: () => ({ body: '' }),
    timelineDays: 30,
    now: () => setup.clock.now,
    random: () => 0.5,
  });
}

/** `hours` after the decision. */
export function sendLate(setup: SendingSetup, hours: number, message = makeMessage()): Promise<DrainReport> {
  setup.clock.now = start + hours * hour;
  return drainQueue(setup, createQuietSender(setup, message.channel), [message]);
}

/** The night that `hours` after the decision are in, as the thirteenth is. */
export const atNight = 13;

/** Delivers the message to a new sender once. `receives`: deliveries so far, this one included. */
export async function deliverOnce(
  setup: SendingSetup,
  { receives = 1, message = makeMessage(), changes = {} }: DeliverOptions = {},
): Promise<readonly string[]> {
  const record = {
    messageId: message.id,
    receiptHandle: message.id,
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(start) },
  };
  const send = createQuietSender(setup, message.channel, changes);
  const { batchItemFailures } = await send([record], { requestId: 'once', telemetry: silentTelemetry });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

interface DeliverOptions {
  readonly receives?: number;
  readonly message?: SendMessage;
  readonly changes?: Partial<SendingSetup['ports']>;
}
