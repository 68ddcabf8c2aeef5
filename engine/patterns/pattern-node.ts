/** A pattern as a checked tree: fields, the leaves' compiled tests, and the alternatives of `$or`. */
import { isObject } from '../base/json.ts';
import { type CompiledLeaf, compileLeaf, matcherCompilers } from './compile-leaf.ts';
import type { LeafOptions } from './leaf-test.ts';

import { PatternInvalidError } from './pattern-invalid-error.ts';

export interface PatternNode {
  readonly path: string;
  readonly leaf?: CompiledLeaf;
  readonly fields: ReadonlyMap<string, PatternNode>;
  /** Each inner list is one `$or`; every `$or` needs one of its alternatives. */
  readonly choices: readonly (readonly PatternNode[])[];
}

/** Names that EventBridge reserves inside `$or`, besides the matchers' own. */
const reservedNames = new Set([
  ...Object.keys(matcherCompilers),
  ...['exists', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after'],
  ...['date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range'],
  'ip-address-not-in-range',
]);

const maxDepth = 32;

/** Checks a pattern and compiles its leaves; throws PatternInvalidError. */
export function parsePattern(pattern: unknown, path: string, options: LeafOptions): PatternNode {
  return parseObject(pattern, path, { options, isInsideOr: false, depth: 0 });
}

interface Nesting {
  readonly options: LeafOptions;
  readonly isInsideOr: boolean;
  /** Objects around this one. */
  readonly depth: number;
}

function parseObject(value: unknown, path: string, nesting: Nesting): PatternNode {
  if (!isObject(value)) {
    throw new PatternInvalidError(
      path,
      'a pattern must be an object',
      value,
      'Write { "field": ["value"] }.',
    );
  }
  const keys = Object.keys(value);
  if (keys.length === 0) {
    throw new PatternInvalidError(
      path,
      'an empty object matches nothing',
      value,
      'Name at least one field, or leave it out.',
    );
  }
  if (nesting.depth > maxDepth) {
    throw new PatternInvalidError(path, `deeper than ${maxDepth} levels`, value, 'Flatten the pattern.');
  }
  const fields = new Map<string, PatternNode>();
  const choices: PatternNode[][] = [];
  for (const key of keys) {
    const place = `${path}.${key}`;
    if (key === '$or') choices.push(parseChoice(value[key], place, nesting));
    else if (nesting.isInsideOr && reservedNames.has(key)) throw invalidReservedKey(value, key, place);
    else fields.set(key, parseField(value[key], place, nesting));
  }
  return { path, fields, choices };
}

function parseField(value: unknown, path: string, nesting: Nesting): PatternNode {
  if (Array.isArray(value)) {
    return { path, leaf: compileLeaf(value, path, nesting.options), fields: new Map(), choices: [] };
  }
  if (isObject(value)) return parseObject(value, path, { ...nesting, depth: nesting.depth + 1 });
  const remedy = `Write an array: [${JSON.stringify(value) ?? ''}].`;
  throw new PatternInvalidError(
    path,
    'a field takes an array of values or an object of fields',
    value,
    remedy,
  );
}

function parseChoice(value: unknown, path: string, nesting: Nesting): PatternNode[] {
  if (!Array.isArray(value) || value.length < 2) {
    const remedy = 'Write { "$or": [ { "a": [1] }, { "b": [2] } ] }.';
    throw new PatternInvalidError(path, '$or takes an array of at least two objects', value, remedy);
  }
  return value.map((alternative: unknown, index) =>
    parseObject(alternative, `${path}[${index}]`, { ...nesting, isInsideOr: true, depth: nesting.depth + 1 }),
  );
}

function invalidReservedKey(value: unknown, key: string, path: string): PatternInvalidError {
  const remedy = `Put matchers in an array under a field: { "field": [ { "${key}": ... } ] }.`;
  return new PatternInvalidError(path, `"${key}" cannot name a field inside $or`, value, remedy);
}
