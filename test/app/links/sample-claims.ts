/** Claims of links, and changed bytes. */
import type { UnsubscribeClaim } from '../../../app/links/link-claim.ts';

export const sampleClaim: UnsubscribeClaim = {
  kind: 'unsubscribe',
  profileId: '01JD0000000000000000000000',
  messageId: '01JDMESSAGE000000000000000',
  channel: 'email',
  address: 'anna.rossi@example.com',
  purpose: 'marketing',
  topic: 'news',
  locale: 'it',
  issuedAt: 1_764_000_000,
};

/** A copy with one bit inverted. */
export function flipBit(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  const at = bit >> 3;
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
  return changed;
}
