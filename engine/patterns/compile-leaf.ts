/** A field's list of alternatives: literals, matchers, and `exists`. One of them must match. */

import { earliest } from '../base/earliest.ts';
import { isObject } from '../base/json.ts';
import { isScalar, type LeafOptions, type LeafTest, type Scalar } from './leaf-test.ts';
import { compileAnythingBut } from './matchers/anything-but.ts';
import { compileCidr } from './matchers/cidr.ts';
import { compileDate } from './matchers/date.ts';
import { compileExact, isPlainValue } from './matchers/exact.ts';
import { compileNumeric } from './matchers/numeric.ts';
import { compileEqualsIgnoreCase, compilePrefix, compileSuffix, requireText } from './matchers/text.ts';
import { compileWildcard } from './matchers/wildcard.ts';
import { PatternInvalidError } from './pattern-invalid-error.ts';

export interface CompiledLeaf {
  /** Tests a present leaf; undefined when only absence matches. */
  readonly present: LeafTest | undefined;
  /** Whether a field without any leaf matches: `exists: false`. */
  readonly absent: boolean;
  /** Set when the leaf consists of only these literals, compared by plain equality. */
  readonly equals: readonly Scalar[] | undefined;
}

type MatcherCompiler = (argument: unknown, path: string, options: LeafOptions) => LeafTest;

/** Matcher names: also what may not name a field inside `$or`. */
export const matcherCompilers: Readonly<Record<string, MatcherCompiler>> = {
  prefix: compilePrefix,
  suffix: compileSuffix,
  'equals-ignore-case': compileEqualsIgnoreCase,
  wildcard: compileWildcard,
  'anything-but': compileAnythingBut,
  numeric: compileNumeric,
  cidr: compileCidr,
  date: compileDate,
  exactly: (argument, path) => compileExact([requireText(argument, path, 'exactly')]),
};

const alwaysTrue: LeafTest = { matches: () => true };

/** Compiles the array that an event pattern gives a field; throws PatternInvalidError. */
export function compileLeaf(
  alternatives: readonly unknown[],
  path: string,
  options: LeafOptions,
): CompiledLeaf {
  if (alternatives.length === 0) {
    const remedy = 'List at least one value, or { "exists": true } for any value.';
    throw new PatternInvalidError(path, 'an empty array matches nothing', alternatives, remedy);
  }
  const literals: Scalar[] = [];
  const tests: LeafTest[] = [];
  let absent = false;
  alternatives.forEach((alternative, index) => {
    const place = `${path}[${index}]`;
    if (isScalar(alternative)) literals.push(requireFinite(alternative, place));
    else if (!isObject(alternative)) throw invalidAlternative(alternative, place);
    else if (readMatcherName(alternative, place) !== 'exists')
      tests.push(compileMatcher(alternative, place, options));
    else if (readExists(alternative, place)) tests.push(alwaysTrue);
    else absent = true;
  });
  const isPlain = tests.length === 0 && !absent && literals.every(isPlainValue);
  if (literals.length > 0) tests.unshift(compileExact(literals));
  return { present: joinTests(tests), absent, equals: isPlain ? literals : undefined };
}

function requireFinite(literal: Scalar, path: string): Scalar {
  if (typeof literal !== 'number' || Number.isFinite(literal)) return literal;
  throw new PatternInvalidError(path, 'not a finite number', literal, 'Write a number that JSON can hold.');
}

function invalidAlternative(alternative: unknown, path: string): PatternInvalidError {
  const remedy = 'Write a string, number, true, false, null or a matcher such as { "prefix": "a" }.';
  return new PatternInvalidError(path, 'not a value that a field can be compared with', alternative, remedy);
}

function readMatcherName(expression: Readonly<Record<string, unknown>>, path: string): string {
  const [name, ...others] = Object.keys(expression);
  if (name === undefined || others.length > 0) {
    const remedy =
      'Give each matcher an object of its own; for a range write { "numeric": [">", 0, "<", 5] }.';
    throw new PatternInvalidError(path, 'a matcher has exactly one key', expression, remedy);
  }
  return name;
}

function readExists(expression: Readonly<Record<string, unknown>>, path: string): boolean {
  const { exists } = expression;
  if (typeof exists === 'boolean') return exists;
  throw new PatternInvalidError(
    path,
    'exists takes true or false',
    exists,
    'Write { "exists": true } or { "exists": false }.',
  );
}

function compileMatcher(
  expression: Readonly<Record<string, unknown>>,
  path: string,
  options: LeafOptions,
): LeafTest {
  const name = readMatcherName(expression, path);
  const compile = Object.hasOwn(matcherCompilers, name) ? matcherCompilers[name] : undefined;
  if (compile !== undefined) return compile(expression[name], `${path}.${name}`, options);
  const known = ['exists', ...Object.keys(matcherCompilers)].join(', ');
  throw new PatternInvalidError(path, `unknown matcher "${name}"`, expression, `Use one of ${known}.`);
}

function joinTests(tests: readonly LeafTest[]): LeafTest | undefined {
  const [first, second] = tests;
  if (first === undefined || second === undefined) return first;
  const matches = (value: Scalar, now: number) => tests.some((test) => test.matches(value, now));
  if (tests.every((test) => test.flipsAt === undefined)) return { matches };
  return {
    matches,
    flipsAt: (value, now) =>
      tests.reduce<number | undefined>(
        (first, test) => earliest(first, test.flipsAt?.(value, now)),
        undefined,
      ),
  };
}
