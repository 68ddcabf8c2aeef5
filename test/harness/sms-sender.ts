/** An SMS sender over the ports of a setup, and what became of a message. */

import { shapeSms } from '../../adapters/content/shape-content.ts';
import type { LedgerMessage } from '../../app/ports/message-ledger.ts';
import type { RenderedSms } from '../../app/ports/providers.ts';
import {
  createMessageSender,
  type MessageSenderSettings,
  type Sender,
} from '../../app/send/message-sender.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { type DrainReport, drainQueue } from './sending-queue.ts';
import { renderInProcess, type SendingSetup } from './sending-setup.ts';

export interface SmsSenderOptions {
  readonly ports?: SendingSetup['ports'];
  readonly sandbox?: ReturnType<typeof renderInProcess>;
  readonly pace?: MessageSenderSettings<RenderedSms>['pace'];
  readonly bill?: MessageSenderSettings<RenderedSms>['bill'];
  readonly origination?: string;
  readonly allowance?: MessageSenderSettings<RenderedSms>['allowance'];
  readonly sleep?: MessageSenderSettings<RenderedSms>['sleep'];
  readonly shortLinks?: MessageSenderSettings<RenderedSms>['shortLinks'];
}

export function createSmsSender(
  setup: SendingSetup,
  { ports, sandbox, ...paced }: SmsSenderOptions = {},
): Sender {
  return createMessageSender({
    channel: 'sms',
    receipts: { provider: 'sms-voice', store: (ports ?? setup.ports).receipts },
    ports: ports ?? setup.ports,
    sandbox: sandbox ?? renderInProcess(),
    shape: shapeSms,
    timelineDays: 30,
    now: () => setup.clock.now,
    random: () => 0.5,
    ...omitAbsent(paced),
  });
}

export function sendAll(setup: SendingSetup, messages: readonly unknown[]): Promise<DrainReport> {
  return drainQueue(setup, createSmsSender(setup), messages);
}

export async function readState(
  setup: SendingSetup,
  message: SendMessage,
): Promise<Pick<LedgerMessage, 'state' | 'reason' | 'limit'> | undefined> {
  const stored = await setup.ledger.read(message.profileId, message.id);
  if (stored === undefined) return undefined;
  const { state, reason, limit } = stored;
  return { state, ...omitAbsent({ reason, limit }) };
}
