/** Reads the query of a request: each parameter at most once, and none that is unknown. */
import { type PersonPart, personParts } from '../inspect/describe-person.ts';
import { RequestRefusedError } from './web.ts';

/** Throws RequestRefusedError. */
export function readQuery<Name extends string>(
  query: string,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const [received, value] of new URLSearchParams(query)) {
    const name = names.find((each) => each === received);
    if (name === undefined || found[name] !== undefined)
      throw makeQueryError(
        `Expected each of these parameters at most once, and no other: ${names.join(', ')}.`,
      );
    found[name] = value;
  }
  return found;
}

/** `include=traits,segments`; all parts without it. Throws RequestRefusedError. */
export function readParts(query: string): readonly PersonPart[] {
  const { include } = readQuery(query, ['include']);
  if (include === undefined) return personParts;
  const wanted = include.split(',').map((each) => each.trim());
  const unknown = wanted.some((each) => !personParts.some((part) => part === each));
  if (unknown) throw makeQueryError(`include: expected one or more of ${personParts.join(',')}.`);
  return personParts.filter((part) => wanted.includes(part));
}

export function makeQueryError(message: string): RequestRefusedError {
  return new RequestRefusedError(400, 'query_invalid', message);
}
