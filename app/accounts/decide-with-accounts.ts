/** Decides for a person who has accounts, or whose touchpoint names one. Its code is loaded with the first such person. */
import { createAccountView } from '../../engine/accounts/account-view.ts';
import type { AccountTraits } from '../../engine/accounts/fold-account.ts';
import { claimedByOther, readClaim } from '../../engine/journeys/account-claim.ts';
import type { Decision } from '../../engine/model/decision.ts';
import { listProfileIds, type Profile } from '../../engine/model/profile.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { keepAccounts } from './keep-accounts.ts';

/** Decides until every archived count is known. */
export type DecideOnce = (
  person: Profile,
  dependencies: { readonly timeline: Pick<AdvanceDependencies['timeline'], 'findCount'> },
) => Promise<Decision>;

/**
 * Decides until every account that the decision reads is known: a program that reads none costs no read. Then stores what
 * the touchpoints state of accounts. The given profile is that of the decision. Throws DecisionFailedError,
 * AccountConflictError.
 */
export async function decideWithAccounts(
  dependencies: Pick<AdvanceDependencies, 'accounts' | 'timeline'>,
  person: Profile,
  decideOnce: DecideOnce,
): Promise<Decision> {
  const { accounts } = dependencies;
  const timeline = createClaims(dependencies, person);
  const known = new Map<string, AccountTraits>();
  for (;;) {
    const accountView = createAccountView(known, new Set());
    const decision = await decideOnce({ ...person, accountView }, { timeline });
    if (accountView.missing.size > 0) {
      for (const id of accountView.missing)
        known.set(id, (await accounts.read(id, { consistent: false }))?.traits ?? {});
      continue;
    }
    await keepAccounts(accounts, decision.profile.accountView?.statements ?? []);
    return decision;
  }
}

/**
 * Answers claims of entries of accounts as well. A claim belongs to the person from then on, also if a crash prevents the
 * entry: the redelivery enters. Another profile of the person may have claimed it before a merge.
 */
function createClaims(
  { accounts, timeline }: Pick<AdvanceDependencies, 'accounts' | 'timeline'>,
  person: Profile,
): Pick<AdvanceDependencies['timeline'], 'findCount'> {
  return {
    async findCount(profileId, name) {
      const claim = readClaim(name);
      if (claim === undefined) return timeline.findCount(profileId, name);
      const holder = await accounts.claimEntry(claim.journey, claim.account, profileId);
      return listProfileIds(person).includes(holder) ? undefined : claimedByOther;
    },
  };
}
