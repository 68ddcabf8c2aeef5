/**
 * What each documented status of an SMS means for the message and for its number. End User Messaging writes `TEXT_` before
 * it (user guide, "Event types for SMS"), Pinpoint has it as `record_status` (developer guide, "SMS events").
 */
export interface SmsStatus {
  /** Absent: the message has no outcome yet, or never gets one. */
  readonly outcome?: 'delivered' | 'failed';
  /** `suppressed`: no message is sent to the number again. */
  readonly number: 'kept' | 'suppressed';
}

const open: SmsStatus = { number: 'kept' };
const delivered: SmsStatus = { outcome: 'delivered', number: 'kept' };
const failed: SmsStatus = { outcome: 'failed', number: 'kept' };

export const smsStatuses: Readonly<Record<string, SmsStatus>> = {
  QUEUED: open,
  PENDING: open,
  SENT: open,
  // No report of the carrier within 72 hours: it may have arrived.
  UNKNOWN: open,
  DELIVERED: delivered,
  // Accepted by the carrier: without its confirmation, the last status there is.
  SUCCESSFUL: delivered,
  // The number exists nowhere.
  INVALID: { outcome: 'failed', number: 'suppressed' },
  // The device or the carrier blocks messages to this person, from this origination or from all.
  BLOCKED: failed,
  // About the text: phishing, unsolicited content, characters that cannot be sent.
  CARRIER_BLOCKED: failed,
  SPAM: failed,
  INVALID_MESSAGE: failed,
  // For now: off, without a network, or a fault of the carrier.
  UNREACHABLE: failed,
  CARRIER_UNREACHABLE: failed,
  TTL_EXPIRED: failed,
  // About the account: its protect configuration, its maximum price.
  PROTECT_BLOCKED: failed,
  MAX_PRICE_EXCEEDED: failed,
  // The provider's opt-out list refuses the next message, and the sender suppresses the number then.
  OPTED_OUT: failed,
};

/** A status that is documented later counts as a failure of the message alone. */
export function readSmsStatus(status: string): SmsStatus {
  return Object.hasOwn(smsStatuses, status) ? (smsStatuses[status] ?? failed) : failed;
}
