/** What a command prints when what it was asked about does not exist. */
import type { ErasureMark } from '../../app/ports/erasure-register.ts';
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

/** `person`: as the caller named it, by an id that is marked as erased. */
export function describeErasedPerson(person: string, { at, receipt }: ErasureMark): CommandResult {
  const day = new Date(at).toISOString().slice(0, 10);
  const problem = `No profile found for ${person}. This id is of a person who was erased on ${day} (receipt ${receipt}).`;
  const remedy =
    'An event with it creates no one, and no message follows, until one that is no row of an import says yes (context.consent), or an operator lifts the erasure: percorso erasures lift. docs/rights.md#what-arrives-later';
  return {
    exitCode: 1,
    json: {
      error: { code: 'person_erased', problem, remedy },
      erasedAt: new Date(at).toISOString(),
      receipt,
    },
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
