/**
 * Notes which message of ours a provider's own id stands for, where the provider's reports carry nothing else. Before
 * the settlement: if the process dies between the two, a report can still prove that the message was sent.
 */

import { expireAfter } from '../../engine/base/time-units.ts';
import { persist } from './persist.ts';
import type { Sending, SendingRun } from './sending.ts';

/** Reports come for 72 hours at most, the last of them saying that nothing came. */
const keptDays = 7;

/** Its receipt could not be written: nobody would know whom the provider's reports are about. */
export class ReceiptUnkeptError extends Error {
  readonly code = 'receipt_unkept';
  constructor(cause: unknown) {
    super(
      'The message was sent; its receipt was not written. The record comes again, and it is written then.',
      {
        cause,
      },
    );
    this.name = 'ReceiptUnkeptError';
  }
}

/** Throws ReceiptUnkeptError. Nothing to do where the provider gave no id, or its reports carry ours. */
export async function keepReceipt(
  { effect }: Sending,
  providerId: string | undefined,
  { receipts, now }: Pick<SendingRun, 'receipts' | 'now'>,
): Promise<void> {
  if (receipts === undefined || providerId === undefined || effect.kind !== 'SendMessage' || effect.isTest)
    return;
  const owner = { profileId: effect.profileId, messageId: effect.id, address: effect.to };
  const expiresAt = expireAfter(now(), keptDays);
  try {
    await persist(() => receipts.store.keep(receipts.provider, providerId, owner, expiresAt));
  } catch (error) {
    throw new ReceiptUnkeptError(error);
  }
}
