/** Stores what touchpoints state of accounts, before the profile is saved. */
import { foldAccount } from '../../engine/accounts/fold-account.ts';
import type { AccountStatement } from '../../engine/model/account-view.ts';
import type { AccountStore } from '../ports/account-store.ts';

/** Attempts before the record returns to its queue. */
const attempts = 8;

/** Too many members of an account state its traits at the same time. */
export class AccountConflictError extends Error {
  readonly code = 'account_conflict';
  readonly attempts: number;
  constructor() {
    super(`Other workers wrote an account during ${attempts} attempts. The record is retried.`);
    this.name = 'AccountConflictError';
    this.attempts = attempts;
  }
}

/**
 * A crash between this and the profile's write is harmless: the redelivery repeats the fold, which changes nothing. Throws
 * AccountConflictError.
 */
export async function keepAccounts(
  accounts: AccountStore,
  statements: readonly AccountStatement[],
): Promise<void> {
  const ids = new Set(statements.map(({ account }) => account));
  for (const id of ids) {
    await keepOne(
      accounts,
      id,
      statements.filter(({ account }) => account === id),
    );
  }
}

async function keepOne(
  accounts: AccountStore,
  id: string,
  statements: readonly AccountStatement[],
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const stored = (await accounts.read(id, { consistent: true })) ?? { id, version: 0, traits: {} };
    const traits = statements.reduce(foldAccount, stored.traits);
    if (traits === stored.traits) return;
    if (await accounts.save({ id, version: stored.version + 1, traits })) return;
  }
  throw new AccountConflictError();
}
