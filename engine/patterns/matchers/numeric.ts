/**
 * `{ "numeric": [">", 0, "<=", 100] }`. EventBridge compares numbers from -5e9 to 5e9 with at most six decimals:
 * a pattern beyond that is rejected, and an event's value beyond that matches nothing.
 */
import type { LeafOptions, LeafTest } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';

const largestNumber = 5e9;

export function compileNumeric(argument: unknown, path: string, options: LeafOptions): LeafTest {
  const remedy =
    'Write { "numeric": [">", 0, "<=", 5] }: lower bound first, or one of =, <, <=, >, >= alone.';
  const bounds = readBounds(argument, path, remedy);
  for (const bound of bounds) requireComparable(bound.value, path, options);
  const [first, second] = bounds;
  if (first === undefined) throw new PatternInvalidError(path, 'numeric has no comparison', argument, remedy);
  const holds = compileBounds(first, second);
  if (options.anyNumber)
    return { matches: (value) => typeof value === 'number' && Number.isFinite(value) && holds(value) };
  return { matches: (value) => typeof value === 'number' && holds(value) && isComparableNumber(value) };
}

/**
 * Whether EventBridge can compare the number. Rounding noise of binary fractions (0.1 + 0.2) does not count as a
 * further decimal.
 */
export function isComparableNumber(value: number): boolean {
  if (!(value >= -largestNumber && value <= largestNumber)) return false;
  if (Number.isInteger(value)) return true;
  const scaled = value * 1e6;
  return Math.abs(scaled - Math.round(scaled)) <= Math.max(1e-7, Math.abs(scaled) * 4e-16);
}

/** Rejects a number that EventBridge rejects in a pattern. */
export function requireComparable(value: number, path: string, options: LeafOptions): void {
  if (!Number.isFinite(value))
    throw new PatternInvalidError(path, 'not a finite number', value, 'Write a number.');
  if (options.anyNumber || isComparableNumber(value)) return;
  const remedy = 'Use numbers from -5e9 to 5e9 with at most six decimals; for moments use { "date": [...] }.';
  throw new PatternInvalidError(path, 'a number that event patterns cannot compare', value, remedy);
}

export type BoundOperator = '=' | '<' | '<=' | '>' | '>=';

export interface Bound<Value> {
  readonly operator: BoundOperator;
  readonly value: Value;
}

/** Splits `[operator, value, operator, value]`; only a lower bound may be followed by an upper one. */
export function pairBounds(argument: unknown, path: string, remedy: string): readonly Bound<unknown>[] {
  const invalid = (problem: string) => new PatternInvalidError(path, problem, argument, remedy);
  if (!Array.isArray(argument)) throw invalid('a comparison must be an array');
  if (argument.length !== 2 && argument.length !== 4)
    throw invalid('a comparison has one or two operators, each with a value');
  const [first, value, second, top] = argument;
  if (!isOperator(first)) throw invalid('not an operator');
  if (argument.length === 2) return [{ operator: first, value }];
  if (first !== '>' && first !== '>=') throw invalid('a range starts with > or >=');
  if (second !== '<' && second !== '<=') throw invalid('a range ends with < or <=');
  return [
    { operator: first, value },
    { operator: second, value: top },
  ];
}

/** Compares a value with one or two bounds. */
export function compileBounds(
  first: Bound<number>,
  second: Bound<number> | undefined,
): (value: number) => boolean {
  const lower = compileBound(first);
  if (second === undefined) return lower;
  const upper = compileBound(second);
  return (value) => lower(value) && upper(value);
}

function readBounds(argument: unknown, path: string, remedy: string): readonly Bound<number>[] {
  const bounds = pairBounds(argument, path, remedy).map(({ operator, value }) => {
    if (typeof value !== 'number')
      throw new PatternInvalidError(path, `${operator} takes a number`, argument, remedy);
    return { operator, value };
  });
  const [first, second] = bounds;
  if (first !== undefined && second !== undefined && !(first.value < second.value)) {
    throw new PatternInvalidError(path, 'the lower bound must be less than the upper', argument, remedy);
  }
  return bounds;
}

function isOperator(value: unknown): value is BoundOperator {
  return value === '=' || value === '<' || value === '<=' || value === '>' || value === '>=';
}

function compileBound({ operator, value: bound }: Bound<number>): (value: number) => boolean {
  switch (operator) {
    case '=':
      return (value) => value === bound;
    case '<':
      return (value) => value < bound;
    case '<=':
      return (value) => value <= bound;
    case '>':
      return (value) => value > bound;
    case '>=':
      return (value) => value >= bound;
  }
}
