/** An SMS sender over a world's ports, and what became of a message. */

import { shapeSms } from '../../adapters/content/shape-content.ts';
import { createMessageSender, type Sender } from '../../app/send/message-sender.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { type DrainReport, drainQueue } from './sending-queue.ts';
import { renderInProcess, type World } from './sending-world.ts';

export interface SmsSenderOptions {
  readonly ports?: World['ports'];
  readonly sandbox?: ReturnType<typeof renderInProcess>;
}

export function createSmsSender(world: World, { ports, sandbox }: SmsSenderOptions = {}): Sender {
  return createMessageSender({
    channel: 'sms',
    receipts: { provider: 'sms-voice', store: (ports ?? world.ports).receipts },
    ports: ports ?? world.ports,
    sandbox: sandbox ?? renderInProcess(),
    shape: shapeSms,
    timelineDays: 30,
    now: () => world.clock.now,
    random: () => 0.5,
  });
}

export function sendAll(world: World, messages: readonly unknown[]): Promise<DrainReport> {
  return drainQueue(world, createSmsSender(world), messages);
}

export async function readState(
  world: World,
  message: SendMessage,
): Promise<{ readonly state: string; readonly reason: string | undefined } | undefined> {
  const stored = await world.ledger.read(message.profileId, message.id);
  return stored === undefined ? undefined : { state: stored.state, reason: stored.reason };
}
