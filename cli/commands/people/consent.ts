/** `percorso consent`: what a person agreed to, and the proof of it. */
import { inspectConsents } from '../../../app/inspect/inspect-consents.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { formatConsents } from '../../output/format-consents.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

export async function showConsents(
  person: string,
  limit: number,
  stores: Pick<PeopleStores, 'identities' | 'profiles' | 'consents' | 'programs' | 'readNow'>,
): Promise<CommandResult> {
  const facts = await inspectConsents(person, stores, { limit, now: await stores.readNow() });
  if (facts === undefined) return describeUnknownPerson(person);
  return { exitCode: 0, json: facts, lines: formatConsents(facts) };
}
