/** Keys of the register of erased ids, in the table of identity keys. No type of identity is called so. */
import { createHmac } from 'node:crypto';
import type { IdentityKey } from '../engine/model/touchpoint.ts';
import { identityKey } from './keys.ts';

/** The salt is in another table: without it, the hash of a phone number could be found by trying all numbers. */
export function erasedKey(salt: Uint8Array, { type, value }: IdentityKey): string {
  return `erased#${createHmac('sha256', salt).update(identityKey(type, value)).digest('base64url')}`;
}

/** Key of the salt, in the config table. */
export const erasureSaltPartition = 'ERASURE';
export const erasureSaltSortKey = 'SALT';

/** Partition of the receipts of erasures, in the table of the consent ledger. Profile ids are not called so. */
export const erasureReceiptPartition = 'ERASURES';

/** Key of the sweep that is under way, in the same table. */
export const erasureSweepPartition = 'ERASURE-SWEEP';
export const erasureSweepSortKey = 'SWEEP';
