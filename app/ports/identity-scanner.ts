/** A scan of the table of identity keys: keys are stored by key, so no other way leads from a person to all of them. */
import type { Channel } from '../../engine/model/channels.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { IdentityBinding } from './identity-store.ts';
import type { ScanSegment } from './profile-scanner.ts';

export interface ScannedKey {
  readonly kind: 'key';
  readonly key: IdentityKey;
  readonly binding: IdentityBinding;
  /** Every profile that the item names: bound, claimant, aside, and the one that a shared key led to before. */
  readonly profileIds: readonly string[];
  /** The stronger key that the item names. */
  readonly sameAs?: IdentityKey;
}

/** The facts of an address. */
export interface ScannedAddress {
  readonly kind: 'address';
  readonly channel: Channel;
  readonly address: string;
  /** Profiles that the item names: holder, former holder, statements by links. */
  readonly profileIds: readonly string[];
}

/** The one entry of an account into a journey, and the profile that has it. */
export interface ScannedAccountEntry {
  readonly kind: 'accountEntry';
  readonly journey: string;
  readonly account: string;
  readonly profileIds: readonly string[];
}

export type ScannedIdentity = ScannedKey | ScannedAddress | ScannedAccountEntry;

export interface IdentityPage {
  /** In no particular order. May be empty although more pages follow. Accounts and positions are left out. */
  readonly items: readonly ScannedIdentity[];
  /** Absent after the last page of the segment. */
  readonly cursor?: string;
}

export interface IdentityScanner {
  /** One page of at most 1 MB, eventually consistent. */
  scan(segment: ScanSegment, cursor: string | undefined): Promise<IdentityPage>;
}
