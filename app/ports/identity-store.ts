/** Which profile an identity key belongs to. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { AddressBook } from './address-book.ts';

/**
 * What a key is bound to: a profile, or a stronger key, whose person it shares. A binding changes only when a second
 * user states the key: docs/adr/0087.
 */
export type IdentityBinding = ({ readonly profileId: string } | { readonly sameAs: IdentityKey }) & KeyUse;

/** Who stated the key. */
export interface KeyUse {
  /** The first user id that was stated with it. */
  readonly user?: string | undefined;
  /** Profiles of users that stated it; present once there are two. Bounded by the caller. */
  readonly claimants?: readonly string[] | undefined;
  /** Of a session that a form bound to a person: keys that are bound to the session lead to this profile instead. */
  readonly aside?: string | undefined;
}

/** A change of a bound key; repeats change nothing. */
export type KeyAmendment =
  /** The first user who stated the key; a later one changes nothing. */
  | { readonly user: string }
  /** The key belongs to this user, and its binding leads to another one. */
  | { readonly sameAs: IdentityKey }
  | KeyConflict;

/** Two users stated the key. */
export interface KeyConflict {
  /** Added to those before. */
  readonly claimants: readonly string[];
  /** Epoch ms; of the first conflict the earliest that was written counts. */
  readonly at: number;
  /** The system that stated it. */
  readonly source: string;
  /** From now on the key leads to this profile of its own; a later one changes nothing. */
  readonly shared?: string | undefined;
}

/** A key that two users stated. */
export interface ConflictRecord {
  readonly key: IdentityKey;
  readonly claimants: readonly string[];
  /** Epoch ms. */
  readonly since: number;
  /** Epoch ms of the last one that was recorded. */
  readonly lastAt: number;
  readonly source: string;
  /** The profile of the key alone; absent: it stays with the first user. */
  readonly shared?: string;
}

export interface ConflictPage {
  /** Newest first. */
  readonly conflicts: readonly ConflictRecord[];
  readonly cursor?: string;
}

/** What an operator reads of the conflicts. */
export interface ConflictReader {
  /** Conflicts that began at `since` (epoch ms) or later. */
  listConflicts(since: number, cursor: string | undefined): Promise<ConflictPage>;
}

/** Identity keys. The same table holds the address book. */
export interface IdentityStore extends Pick<AddressBook, 'read' | 'keep'> {
  /** Bindings of the known keys, in the keys' order. */
  find(
    keys: readonly IdentityKey[],
    options: { consistent: boolean },
  ): Promise<readonly (IdentityBinding | undefined)[]>;
  /** Binds a key. False: it is bound already. */
  claim(key: IdentityKey, binding: IdentityBinding): Promise<boolean>;
  /** Changes a bound key. The binding afterwards. */
  amend(key: IdentityKey, amendment: KeyAmendment): Promise<IdentityBinding>;
  /**
   * Of an owner key, which an undo of a merge gives back, or of a person who is erased: replaces the binding, or removes
   * it. False: the key is bound to something else. A process that has cached the former binding merges less than it could, never more.
   */
  rebind(key: IdentityKey, from: IdentityBinding, to: IdentityBinding | undefined): Promise<boolean>;
}
