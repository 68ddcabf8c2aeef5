/** A person with an item in each place, the plan of the erasure, and items of other people beside them. */
import type { Item } from '../../../adapters/dynamodb/attributes.ts';
import { encodeClaim } from '../../../adapters/dynamodb/message-item.ts';
import { encodeEntryBody } from '../../../adapters/dynamodb/timeline-item.ts';
import type { ErasureReceipt } from '../../../app/ports/erasure-receipts.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

export const now = Date.parse('2026-11-29T10:00:00Z');
export const salt = new Uint8Array(32).fill(3);
export const user: IdentityKey = { type: 'userId', value: 'anna' };
export const email: IdentityKey = { type: 'email', value: 'anna@example.com' };
/** Another person has stated it too. */
export const shared: IdentityKey = { type: 'externalId', value: 'loyalty:7' };
export const address = { channel: 'email', address: email.value } as const;

export const receipt: ErasureReceipt = {
  id: 'P1',
  requestedAt: now,
  requestedBy: 'arn:aws:iam::1:user/op',
  profileIds: ['P1', 'P0'],
  removed: {},
  plan: {
    keys: [user, email, { type: 'owner', value: 'P1' }],
    passedOn: [{ key: shared, to: 'P2' }],
    places: [
      { kind: 'receipt', provider: 'sms-voice', providerId: 'x' },
      { kind: 'link', code: 'abc' },
      { kind: 'merge', at: now, ended: 'P0' },
      { kind: 'claim', run: 'campaign:spring:1', ...address },
      { kind: 'accountEntry', journey: 'care', account: 'acme' },
      { kind: 'passages', device: 'anna' },
      { kind: 'statements', ...address },
      { kind: 'address', ...address },
      { kind: 'consents', profileId: 'P1' },
      { kind: 'timeline', profileId: 'P1' },
      { kind: 'looks', profileId: 'P1' },
      { kind: 'consents', profileId: 'P0' },
      { kind: 'timeline', profileId: 'P0' },
    ],
  },
};

/** Items as the adapters of these places key them: table, partition, sort key. */
export const items = [
  ['timeline', 'RECEIPT#sms-voice#x', 'RECEIPT'],
  ['timeline', 'LINK#abc', 'LINK'],
  ['timeline', 'MERGES#2026-11-29', `10${now}#P0`],
  ['timeline', 'CLAIM#campaign:spring:1#email#anna@example.com', 'CLAIM'],
  ['identities', 'account-entry#care#acme'],
  ['statistics', 'GEOFENCE#anna', 'geofence#home'],
  ['consents', 'address#email#anna@example.com', '1'],
  ['identities', 'address#email#anna@example.com'],
  ['consents', 'P1', '1'],
  ...Array.from({ length: 26 }, (_, i) => ['timeline', 'P1', `T#${i}`] as const),
  ['timeline', 'P0', 'M#1'],
] as const;
/** Of other people, beside each of them. */
export const others = [
  ['timeline', 'RECEIPT#sms-voice#y', 'RECEIPT'],
  ['timeline', 'MERGES#2026-11-29', `10${now}#P9`],
  ['timeline', 'P2', 'T#1'],
  ['consents', 'P2', '1'],
  ['identities', 'address#email#berta@example.com'],
  ['statistics', 'GEOFENCE#berta', 'geofence#home'],
] as const;

/** What the timeline has beside the key. */
export function makeRow(profileId: string, sk: string): Item {
  const head = {
    profileId,
    touchpointId: sk,
    name: 'Seen',
    source: 'shop',
    occurredAt: now,
    receivedAt: now,
  };
  if (sk.startsWith('T#')) return encodeEntryBody({ ...head, traces: [] }, 2_000_000_000);
  return sk.startsWith('M#')
    ? encodeClaim(makeMessage({ id: sk.slice(2), profileId }), 'batch', now, 2_000_000_000)
    : {};
}
