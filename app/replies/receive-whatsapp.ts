/** Receives the replies in an event of WhatsApp, and keeps Meta's ids of our messages, which later replies name. */

import { expireAfter } from '../../engine/base/time-units.ts';
import { readObject } from '../feedback/provider-report.ts';
import { whatsAppProvider } from '../feedback/read-whatsapp-report.ts';
import type { ProviderReceipts } from '../ports/provider-receipts.ts';
import { decodeBody } from '../ports/queue-body.ts';
import { readWhatsAppInbound } from './read-whatsapp.ts';
import { receiveReply } from './receive-reply.ts';
import type { ReplyDependencies } from './reply.ts';

/** Longer than most people need for an answer to a message. */
const receiptDays = 30;

export type WhatsAppReplyDependencies = Omit<
  ReplyDependencies,
  'provider' | 'isProviderAnswering' | 'receipts'
> & {
  readonly receipts: Pick<ProviderReceipts, 'find' | 'keep'>;
};

/**
 * `body`: a record of the feedback queue, whatever it reports; `phoneNumber`: of the stage. Throws when a call fails: the
 * record is then delivered again.
 */
export async function receiveWhatsApp(
  body: string,
  phoneNumber: string,
  dependencies: WhatsAppReplyDependencies,
): Promise<void> {
  const { receipts, now } = dependencies;
  const { replies, sent } = readWhatsAppInbound(readObject(decodeBody(body)), phoneNumber);
  const expiresAt = expireAfter(now(), receiptDays);
  for (const { providerId, owner } of sent)
    await receipts.keep(whatsAppProvider, providerId, owner, expiresAt);
  // In order: Meta may put STOP and START into one event.
  for (const reply of replies)
    await receiveReply(reply, { ...dependencies, provider: whatsAppProvider, isProviderAnswering: false });
}
