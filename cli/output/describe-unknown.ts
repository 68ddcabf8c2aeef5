/** What a command prints when what it was asked about does not exist. */
import type { CommandResult } from '../terminal/command-result.ts';

/** `person`: as the caller named it. */
export function describeUnknownPerson(person: string): CommandResult {
  const problem = `No profile found for ${person}.`;
  const remedy =
    'Give a profile id, or userId:..., anonymousId:..., email:..., phone:+39..., externalId:type:id.';
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_person', problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
}
