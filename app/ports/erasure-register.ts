/** The ids of erased people, as salted hashes: the table alone reveals no id. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';

export interface ErasureMark {
  /** Epoch ms. */
  readonly at: number;
  /** Id of the receipt. */
  readonly receipt: string;
}

/** What reads it before an id is bound. */
export interface ErasureReader {
  /** Whether anyone of the stage was erased. While it is false, call nothing else. */
  isUsed(): Promise<boolean>;
  /** The marks of up to 100 keys, in their order; undefined for a key that is not erased, or whose erasure is lifted. */
  find(keys: readonly IdentityKey[]): Promise<readonly (ErasureMark | undefined)[]>;
  /** The person of the key gave a new consent: from now on the key is an id again. Repeats change nothing. */
  lift(key: IdentityKey, at: number): Promise<void>;
}

export interface ErasureRegister extends ErasureReader {
  /** Stores a salt (32 random bytes), unless there is one: from now on `isUsed` is true. */
  open(salt: Uint8Array): Promise<void>;
  /** Marks a key. The mark of an earlier erasure stays, unless it was lifted before this one. Repeats change nothing. */
  add(key: IdentityKey, mark: ErasureMark): Promise<void>;
}
