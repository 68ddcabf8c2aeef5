/** The answer of a command that found no profile: no one has the id, or the person who had it was erased. */
import { findPersonKey } from '../../../app/inspect/find-person.ts';
import type { ErasureReader } from '../../../app/ports/erasure-register.ts';
import type { ProgramReader } from '../../../app/ports/program-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { describeErasedPerson, describeUnknownPerson } from '../../output/describe-unknown.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

export interface MissingStores {
  readonly programs: ProgramReader;
  /** Absent: it is not asked. */
  readonly erasures?: Pick<ErasureReader, 'isUsed' | 'find'>;
}

export async function describeMissing(
  person: string,
  { programs, erasures }: MissingStores,
): Promise<CommandResult> {
  if (erasures === undefined || !(await erasures.isUsed())) return describeUnknownPerson(person);
  const key = findPersonKey(person, (await loadPublished(programs))?.policy.identity);
  const [mark] = key === undefined ? [] : await erasures.find([key]);
  return mark === undefined ? describeUnknownPerson(person) : describeErasedPerson(person, mark);
}
