/**
 * A slow and literal reading of event-ruler's description: the event becomes a flat list of named values, each with
 * the array elements it sits in; `$or` is multiplied out; fields are tried in the order of their names, and every
 * value taken must sit in the same elements as those before. Shares no code with the engine.
 */

type Membership = ReadonlyMap<number, number>;
interface FlatField {
  readonly name: string;
  readonly value: unknown;
  readonly membership: Membership;
}
type FlatRule = ReadonlyMap<string, readonly unknown[]>;

export function matchByReference(pattern: unknown, event: unknown): boolean {
  const fields = flatten(event);
  return multiply(pattern, '').some((rule) => {
    const names = [...rule.keys()].sort((a, b) => (a < b ? -1 : 1));
    return matchFrom(names, rule, fields, new Map());
  });
}

function matchFrom(
  names: readonly string[],
  rule: FlatRule,
  fields: readonly FlatField[],
  soFar: Membership,
): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  const reachable = fields.filter((field) => field.name === name && isConsistent(soFar, field.membership));
  return (rule.get(name) ?? []).some((alternative) => {
    if (isAbsence(alternative)) return reachable.length === 0 && matchFrom(rest, rule, fields, soFar);
    return reachable
      .filter((field) => matchValue(alternative, field.value))
      .some((field) => matchFrom(rest, rule, fields, new Map([...soFar, ...field.membership])));
  });
}

function isConsistent(a: Membership, b: Membership): boolean {
  return [...b].every(([array, index]) => !a.has(array) || a.get(array) === index);
}

function isAbsence(alternative: unknown): boolean {
  return JSON.stringify(alternative) === '{"exists":false}';
}

function matchValue(alternative: unknown, value: unknown): boolean {
  if (typeof alternative !== 'object' || alternative === null) return alternative === value;
  const [[matcher, argument] = ['', undefined]] = Object.entries(alternative);
  switch (matcher) {
    case 'exists':
      return true;
    case 'prefix':
      return typeof value === 'string' && value.indexOf(String(argument)) === 0;
    case 'anything-but':
      return argument !== value;
    case 'numeric':
      return typeof value === 'number' && value > Number((argument as unknown[])[1]);
    case 'wildcard':
      return typeof value === 'string' && matchWildcard(String(argument), value);
    default:
      throw new Error(`The reference knows no ${matcher}`);
  }
}

/** By recursion over every way to spend a star; no escapes. */
export function matchWildcard(pattern: string, value: string): boolean {
  if (pattern === '') return value === '';
  if (pattern.charAt(0) !== '*') {
    return (
      value !== '' && value.charAt(0) === pattern.charAt(0) && matchWildcard(pattern.slice(1), value.slice(1))
    );
  }
  for (let taken = 0; taken <= value.length; taken++) {
    if (matchWildcard(pattern.slice(1), value.slice(taken))) return true;
  }
  return false;
}

function multiply(pattern: unknown, prefix: string): FlatRule[] {
  let rules: FlatRule[] = [new Map()];
  for (const [key, value] of Object.entries(pattern as Record<string, unknown>)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const parts =
      key === '$or'
        ? (value as unknown[]).flatMap((alternative) => multiply(alternative, prefix))
        : Array.isArray(value)
          ? [new Map([[name, value]])]
          : multiply(value, name);
    rules = rules.flatMap((rule) => parts.map((part) => new Map([...rule, ...part])));
  }
  return rules;
}

function flatten(event: unknown): FlatField[] {
  const fields: FlatField[] = [];
  let arrays = 0;
  const visit = (value: unknown, name: string, membership: Membership): void => {
    if (Array.isArray(value)) {
      const id = arrays++;
      value.forEach((element, index) => {
        const isLeaf = typeof element !== 'object' || element === null;
        visit(element, name, isLeaf ? membership : new Map([...membership, [id, index]]));
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        visit(child, name === '' ? key : `${name}.${key}`, membership);
      }
    } else {
      fields.push({ name, value, membership });
    }
  };
  visit(event, '', new Map());
  return fields;
}
