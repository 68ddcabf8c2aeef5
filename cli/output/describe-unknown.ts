/** What a command prints when what it was asked about does not exist. */
import type { CommandResult } from '../terminal/command-result.ts';

const sharedHint =
  'An id that several users share leads to none of them: `percorso identity conflicts` lists such ids.';

/** `person`: as the caller named it. */
export function describeUnknownPerson(person: string): CommandResult {
  const problem = `No profile found for ${person}.`;
  const remedy =
    'Give a profile id, or userId:..., anonymousId:..., email:..., phone:+39..., externalId:type:id.' +
    (/^(?!userId:).+:/i.test(person) ? ` ${sharedHint}` : '');
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_person', problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
}

/** `known`: ids of the published documents of the kind. */
export function describeUnknownDocument(
  kind: 'journey' | 'segment',
  id: string,
  known: readonly string[],
): CommandResult {
  const problem = `No ${kind} "${id}" is published.`;
  const remedy =
    known.length === 0
      ? `No ${kind} is published: \`percorso push FILES --publish\`.`
      : `There are: ${known.join(', ')}.`;
  return {
    exitCode: 1,
    json: { error: { code: `unknown_${kind}`, problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
}
