/** Decides with everything that a decision turns out to need: archived counts, and the accounts of the person. */
import type { Decision, Input } from '../../../engine/model/decision.ts';
import type { KnownCounts } from '../../../engine/model/entry-archive.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { DecideOnce } from '../../accounts/decide-with-accounts.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import { decideWithArchive } from './entry-archive.ts';

/** One call of `decide` for most people. Throws DecisionFailedError, and AccountConflictError for a person with accounts. */
export async function decideCompletely(
  dependencies: Pick<AdvanceDependencies, 'accounts' | 'timeline'>,
  person: Profile,
  inputs: readonly Input[],
  decide: (person: Profile, known: KnownCounts) => Decision,
): Promise<Decision> {
  const decideOnce: DecideOnce = (profile, { timeline }) =>
    decideWithArchive({ timeline }, profile.id, (known) => decide(profile, known));
  if (person.accounts === undefined && !inputs.some(namesAccount)) return decideOnce(person, dependencies);
  const { decideWithAccounts } = await import('../../accounts/decide-with-accounts.ts');
  return decideWithAccounts(dependencies, person, decideOnce);
}

function namesAccount(input: Input): boolean {
  return input.kind === 'touchpoint' && input.touchpoint.context['groupId'] !== undefined;
}
