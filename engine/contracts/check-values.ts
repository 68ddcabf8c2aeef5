/** The keywords of JSON Schema that concern one value by itself: its type, its choices, texts and numbers. */
import { isObject } from '../base/json.ts';
import { report, type SchemaCheck } from './breach.ts';
import { compileRegex } from './compile-regex.ts';
import { formats } from './formats.ts';
import { writeCanonical } from './write-canonical.ts';

/** A check for the value of a keyword. The publication has checked that the value has the keyword's shape. */
export type CompileKeyword = (keyword: never) => SchemaCheck;

const typeTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isObject,
};

export const typeNames = Object.keys(typeTests);

export const valueKeywords: Readonly<Record<string, CompileKeyword>> = {
  type(types: string | readonly string[]) {
    const names = typeof types === 'string' ? [types] : types;
    const tests = names.flatMap((name) => typeTests[name] ?? []);
    return (value, path, scope) =>
      tests.some((test) => test(value)) || report(scope, path, 'type', names.join(' or '));
  },
  enum: (choices: readonly unknown[]) =>
    compareCanonical(
      'enum',
      choices,
      choices.length === 1 ? 'the only value' : `one of ${choices.length} values`,
    ),
  const: (choice: unknown) => compareCanonical('const', [choice], 'the one value'),
  minLength: (min: number) =>
    checkLength('minLength', (length) => length >= min, `at least ${min} characters`),
  maxLength: (max: number) =>
    checkLength('maxLength', (length) => length <= max, `at most ${max} characters`),
  pattern(source: string) {
    const test = compileRegex(source);
    return (value, path, scope) =>
      typeof value !== 'string' || test(value, scope.budget) || report(scope, path, 'pattern', source);
  },
  format(name: string) {
    const test = formats[name];
    return (value, path, scope) =>
      typeof value !== 'string' || test === undefined || test(value) || report(scope, path, 'format', name);
  },
  minimum: (min: number) => checkNumber('minimum', (value) => value >= min, `at least ${min}`),
  maximum: (max: number) => checkNumber('maximum', (value) => value <= max, `at most ${max}`),
  exclusiveMinimum: (min: number) =>
    checkNumber('exclusiveMinimum', (value) => value > min, `more than ${min}`),
  exclusiveMaximum: (max: number) =>
    checkNumber('exclusiveMaximum', (value) => value < max, `less than ${max}`),
  multipleOf: (unit: number) =>
    checkNumber('multipleOf', (value) => isMultiple(value, unit), `a multiple of ${unit}`),
};

/** 19.99 is a multiple of 0.01, although the division of the two doubles gives 1998.9999999999998. */
function isMultiple(value: number, unit: number): boolean {
  const quotient = value / unit;
  if (!Number.isFinite(quotient)) return false;
  return Math.abs(quotient - Math.round(quotient)) <= 4 * Number.EPSILON * Math.max(1, Math.abs(quotient));
}

function compareCanonical(keyword: string, choices: readonly unknown[], expected: string): SchemaCheck {
  const known = new Set(choices.map((choice) => writeCanonical(choice)));
  return (value, path, scope) =>
    known.has(writeCanonical(value, scope.budget)) || report(scope, path, keyword, expected);
}

function checkLength(keyword: string, holds: (length: number) => boolean, expected: string): SchemaCheck {
  return (value, path, scope) => {
    if (typeof value !== 'string') return true;
    scope.budget.spend(value.length >> 6);
    // In characters, as JSON Schema counts: an emoji is one.
    return holds([...value].length) || report(scope, path, keyword, expected);
  };
}

function checkNumber(keyword: string, holds: (value: number) => boolean, expected: string): SchemaCheck {
  return (value, path, scope) =>
    typeof value !== 'number' || holds(value) || report(scope, path, keyword, expected);
}
