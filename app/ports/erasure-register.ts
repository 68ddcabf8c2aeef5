/** The ids of erased people, as salted hashes: the table alone reveals no id. */
import type { AddressConsent } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { Suppression } from '../../engine/model/profile.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';

export interface ErasureMark {
  /** Epoch ms. */
  readonly at: number;
  /** Id of the receipt. */
  readonly receipt: string;
  /** Of an email or phone; absent: none. */
  readonly facts?: readonly ErasedFact[];
}

/** What must hold again for an erased address once it is an address again. It does not name the address. */
export type ErasedFact = { readonly channel: Channel } & (
  | { readonly kind: 'suppressed'; readonly reason: Suppression['reason'] | 'operator' }
  | { readonly kind: 'consent'; readonly key: string; readonly consent: AddressConsent }
);

/** What reads it before an id is bound. */
export interface ErasureReader {
  /** Whether anyone of the stage was erased. While it is false, call nothing else. */
  isUsed(): Promise<boolean>;
  /** The marks of up to 100 keys, in their order; undefined for a key that is not erased, or whose erasure is lifted. */
  find(keys: readonly IdentityKey[]): Promise<readonly (ErasureMark | undefined)[]>;
  /**
   * The person of the key gave a new consent (epoch ms): from now on the key is an id again. False: the mark has other
   * facts than `facts`, and stays. Repeats change nothing.
   */
  lift(key: IdentityKey, at: number, facts: readonly ErasedFact[]): Promise<boolean>;
}

/** What keeps a fact about an address that may be erased. */
export type ErasureNotes = Pick<ErasureRegister, 'isUsed' | 'find' | 'addFacts'>;

export interface ErasureRegister extends ErasureReader {
  /** Stores a salt (32 random bytes), unless there is one: from now on `isUsed` is true. */
  open(salt: Uint8Array): Promise<void>;
  /** Marks a key. The mark of an earlier erasure stays, unless it was lifted before this one. Repeats change nothing. */
  add(key: IdentityKey, mark: Pick<ErasureMark, 'at' | 'receipt'>): Promise<void>;
  /** Adds facts to the mark of a key. False: the key has none, or it is lifted. Repeats change nothing. */
  addFacts(key: IdentityKey, facts: readonly ErasedFact[]): Promise<boolean>;
}
