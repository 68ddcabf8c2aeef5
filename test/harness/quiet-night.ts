/** A sender in a world whose nights are quiet, and messages that come to it late. */

import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender, type Sender } from '../../app/send/message-sender.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Fault } from './faults.ts';
import { type DrainReport, drainQueue } from './sending-queue.ts';
import {
  createWorld,
  makeMessage,
  makeWillingProfile,
  renderInProcess,
  start,
  type World,
} from './sending-world.ts';

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
): Promise<World> {
  const world = await createWorld(faults);
  await world.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
  await world.profiles.save(makeWillingProfile({ version: 2, traits: rome }));
  return world;
}

export function createQuietSender(
  world: World,
  channel: SendMessage['channel'] = 'sms',
  changes: Partial<World['ports']> = {},
): Sender {
  return createMessageSender({
    channel,
    ports: { ...world.ports, ...changes },
    sandbox: renderInProcess(),
    shape: () => ({ body: '' }),
    timelineDays: 30,
    now: () => world.clock.now,
    random: () => 0.5,
  });
}

/** `hours` after the decision. */
export function sendLate(world: World, hours: number, message = makeMessage()): Promise<DrainReport> {
  world.clock.now = start + hours * hour;
  return drainQueue(world, createQuietSender(world, message.channel), [message]);
}

/** The night that `hours` after the decision are in, as the thirteenth is. */
export const atNight = 13;

/** Delivers the message to a new sender once. `receives`: deliveries so far, this one included. */
export async function deliverOnce(
  world: World,
  { receives = 1, message = makeMessage(), changes = {} }: DeliverOptions = {},
): Promise<readonly string[]> {
  const record = {
    messageId: message.id,
    receiptHandle: message.id,
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(start) },
  };
  const send = createQuietSender(world, message.channel, changes);
  const { batchItemFailures } = await send([record], { requestId: 'once', telemetry: silentTelemetry });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

interface DeliverOptions {
  readonly receives?: number;
  readonly message?: SendMessage;
  readonly changes?: Partial<World['ports']>;
}
