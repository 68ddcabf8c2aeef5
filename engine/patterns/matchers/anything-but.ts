/**
 * `{ "anything-but": ... }`: matches every leaf, of any type, that is none of the given values; an absent field never
 * matches. Takes a string, a number, a list of all strings or all numbers, or a nested prefix, suffix,
 * equals-ignore-case or wildcard with one string or a list of them.
 */
import { isObject } from '../../base/json.ts';
import type { LeafOptions, LeafTest, Scalar } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';
import { requireComparable } from './numeric.ts';
import { compileEqualsIgnoreCase, compilePrefix, compileSuffix, requireText } from './text.ts';
import { compileWildcard } from './wildcard.ts';

const usage =
  'Write { "anything-but": "text" }, a number, a list of all strings or all numbers, or { "anything-but": { "prefix": "text" } } (or suffix, equals-ignore-case, wildcard).';

const nestedForms: Readonly<Record<string, (argument: unknown, path: string) => LeafTest>> = {
  prefix: compilePrefix,
  suffix: compileSuffix,
  'equals-ignore-case': compileEqualsIgnoreCase,
  wildcard: compileWildcard,
};

export function compileAnythingBut(argument: unknown, path: string, options: LeafOptions): LeafTest {
  if (isObject(argument)) return compileNested(argument, path);
  const values: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  const strings = values.filter((value) => typeof value === 'string');
  const numbers = values.filter((value) => typeof value === 'number');
  if (values.length === 0 || (strings.length !== values.length && numbers.length !== values.length)) {
    throw new PatternInvalidError(path, 'anything-but takes all strings or all numbers', argument, usage);
  }
  for (const number of numbers) requireComparable(number, path, options);
  const refused = new Set<Scalar>([...strings, ...numbers]);
  return { matches: (value) => !refused.has(value) };
}

function compileNested(argument: Readonly<Record<string, unknown>>, path: string): LeafTest {
  const [matcher = '', ...others] = Object.keys(argument);
  const compile = Object.hasOwn(nestedForms, matcher) ? nestedForms[matcher] : undefined;
  if (compile === undefined || others.length > 0) {
    throw new PatternInvalidError(path, 'anything-but cannot be combined so', argument, usage);
  }
  const nested = argument[matcher];
  const place = `${path}.${matcher}`;
  const texts: readonly unknown[] = Array.isArray(nested) ? nested : [nested];
  if (texts.length === 0) throw new PatternInvalidError(place, 'the list is empty', nested, usage);
  const tests = texts.map((text) => {
    const given = requireText(text, place, matcher);
    if (given === '' && (matcher === 'prefix' || matcher === 'suffix')) {
      throw new PatternInvalidError(
        place,
        `every string has the empty ${matcher}`,
        nested,
        'Give it at least one character.',
      );
    }
    return compile(given, place);
  });
  return { matches: (value, now) => !tests.some((test) => test.matches(value, now)) };
}
