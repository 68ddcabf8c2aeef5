/** Accounts: one item each, written on condition that no other worker wrote. */
import type { StatedTrait } from '../../engine/model/profile.ts';

export interface StoredAccount {
  readonly id: string;
  /** Number of writes so far. */
  readonly version: number;
  readonly traits: Readonly<Record<string, StatedTrait>>;
}

export interface AccountStore {
  /** Undefined: nothing was stated of the account. */
  read(account: string, options: { readonly consistent: boolean }): Promise<StoredAccount | undefined>;
  /** `account.version`: one more than that of the stored one. False: another worker wrote. */
  save(account: StoredAccount): Promise<boolean>;
  /** The profile that has the entry of the account into the journey: the first one that claimed it. */
  claimEntry(journey: string, account: string, profileId: string): Promise<string>;
}
