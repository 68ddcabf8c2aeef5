/**
 * Stores which message a provider's id belongs to, where the provider's reports carry nothing else. It is stored
 * before the settlement: if the process dies between the two, a report can still prove that the message was sent.
 */

import { expireAfter } from '../../engine/base/time-units.ts';
import { persist } from './persist.ts';
import type { Sending, SendingRun } from './sending.ts';

/** Providers report for at most 72 hours; the last report says that the carrier sent none. */
const keptDays = 7;

/** The receipt could not be written. Without it, the provider's reports have no person. */
export class ReceiptUnkeptError extends Error {
  readonly code = 'receipt_unkept';
  constructor(cause: unknown) {
    super(
      'The message was sent; its receipt was not written. The record is retried, and the receipt is written then.',
      {
        cause,
      },
    );
    this.name = 'ReceiptUnkeptError';
  }
}

/** Throws ReceiptUnkeptError. Does nothing where the provider gave no id, or where its reports carry our id. */
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
