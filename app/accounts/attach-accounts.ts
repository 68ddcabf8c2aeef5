/** People with their accounts, for commands: what a command evaluates of a person is what a decision would. */
import { createAccountView } from '../../engine/accounts/account-view.ts';
import type { AccountTraits } from '../../engine/accounts/fold-account.ts';
import { listJoined } from '../../engine/accounts/memberships.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { ProfileScanner } from '../ports/profile-scanner.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

type Accounts = Pick<AccountStore, 'read'>;

/** Loads each person with the accounts that the person belongs to. */
export function loadWithAccounts<Profiles extends Pick<ProfileStore, 'load'>>(
  profiles: Profiles,
  accounts: Accounts,
): Profiles {
  return {
    ...profiles,
    async load(profileId: string, options: Parameters<ProfileStore['load']>[1]) {
      const profile = await profiles.load(profileId, options);
      return profile === undefined ? undefined : attach(profile, accounts, new Map());
    },
  };
}

/** Reads each account once per command. */
export function scanWithAccounts(scanner: ProfileScanner, accounts: Accounts): ProfileScanner {
  const known = new Map<string, AccountTraits>();
  return {
    ...scanner,
    async scan(segment, cursor, limit) {
      const page = await scanner.scan(segment, cursor, limit);
      const profiles: Profile[] = [];
      for (const profile of page.profiles) profiles.push(await attach(profile, accounts, known));
      return { ...page, profiles };
    },
  };
}

async function attach(
  profile: Profile,
  accounts: Accounts,
  known: Map<string, AccountTraits>,
): Promise<Profile> {
  if (profile.accounts === undefined) return profile;
  for (const id of listJoined(profile.accounts)) {
    if (!known.has(id)) known.set(id, (await accounts.read(id, { consistent: false }))?.traits ?? {});
  }
  return { ...profile, accountView: createAccountView(known) };
}
