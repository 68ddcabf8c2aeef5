/** Where the data of one person is: docs/rights.md has the table of all places. */
import type { Channel } from '../../engine/model/channels.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { MergeRecord } from '../ports/merge-store.ts';

export interface TracedKey {
  readonly key: IdentityKey;
  /**
   * `leads`: it selects the person. `internal`: an owner key or a slot of a profile of the person. `names`: it leads
   * elsewhere, and its item names a profile of the person, who stated it too. `stated`: the person's touchpoints state it,
   * and it leads to someone else or to no profile.
   */
  readonly relation: 'leads' | 'internal' | 'names' | 'stated';
  /** The profile that it leads to; absent: none. */
  readonly owner?: string;
  /** Of a key that leads to the person: the profile of another user who stated it too. */
  readonly sharer?: string;
  /** Of what the timeline still has. */
  readonly first?: FirstStatement;
}

/** A touchpoint that states a key. */
export interface FirstStatement {
  /** Epoch ms. */
  readonly at: number;
  readonly event: string;
  readonly source: string;
}

export interface TracedAddress {
  readonly channel: Channel;
  /** Normalized: it names the item `address#<channel>#<address>`, and a partition of the consent ledger. */
  readonly address: string;
  /** The identity key of the address leads to another profile, or another profile has the device: the facts are not only of this person. */
  readonly isOfOther?: true;
  /** The identity key of the address leads to the person, and another one stated it too. */
  readonly isOfSeveral?: true;
}

/** A claim `CLAIM#<run>#<channel>#<address>` can exist for each. */
export interface TracedClaims {
  readonly runs: readonly string[];
  readonly addresses: readonly Pick<TracedAddress, 'channel' | 'address'>[];
}

export interface PersonTrace {
  /** The profile that stays. */
  readonly profileId: string;
  /** Profiles that ended in it, at any depth; without those that an undo of a merge gave back. */
  readonly ended: readonly string[];
  /** Profiles that it was separated from: other people. */
  readonly apart: readonly string[];
  readonly keys: readonly TracedKey[];
  readonly addresses: readonly TracedAddress[];
  /** Ids of accounts that the person was ever in, as far as is known. */
  readonly accounts: readonly string[];
  readonly accountEntries: readonly { readonly journey: string; readonly account: string }[];
  /** Oldest first; also those that were undone. */
  readonly merges: readonly MergeRecord[];
  readonly claims: TracedClaims;
  /** Ids by which `GEOFENCE#<device>` can know a device of the person. */
  readonly devices: readonly string[];
  /** Identity items that were read; undefined: the table was not scanned, and keys of expired touchpoints can be missing. */
  readonly scannedItems?: number;
}

/** The profiles whose partitions have the person's timeline, messages and consents: the one that stays first. */
export function listTracedProfiles({
  profileId,
  ended,
}: Pick<PersonTrace, 'profileId' | 'ended'>): readonly string[] {
  return [profileId, ...ended];
}

export function nameKey({ type, value }: IdentityKey): string {
  return `${type}#${value}`;
}
