/** Which profile an identity key belongs to. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { AddressBook } from './address-book.ts';

/** What a key is bound to permanently: a profile, or a stronger key, whose person it shares. */
export type IdentityBinding = { readonly profileId: string } | { readonly sameAs: IdentityKey };

/** Identity keys. The same table holds the address book. */
export interface IdentityStore extends Pick<AddressBook, 'read' | 'keep'> {
  /** Bindings of the known keys, in the keys' order. */
  find(
    keys: readonly IdentityKey[],
    options: { consistent: boolean },
  ): Promise<readonly (IdentityBinding | undefined)[]>;
  /** Binds a key. False: it is bound already. */
  claim(key: IdentityKey, binding: IdentityBinding): Promise<boolean>;
}
