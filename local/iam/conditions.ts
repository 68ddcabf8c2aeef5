/** IAM condition blocks: the common operators; any other is refused and reported. */

import { compileWildcard, toList } from './wildcard.ts';

export type ConditionBlock = Readonly<
  Record<string, Readonly<Record<string, string | boolean | number | readonly (string | boolean | number)[]>>>
>;
type Context = Readonly<Record<string, string | readonly string[]>>;

export class ConditionOperatorUnsupportedError extends Error {
  readonly code = 'condition_operator_unsupported';
  constructor(operator: string) {
    super(
      `The local cloud does not support the IAM condition operator ${operator}. ` +
        `It supports ${Object.keys(operators).join(', ')}, Null, with IfExists, ForAllValues: and ForAnyValue:.`,
    );
    this.name = 'ConditionOperatorUnsupportedError';
  }
}

type Compare = (actual: string, expected: string) => boolean;

const like: Compare = (actual, expected) => compileWildcard(expected).test(actual);
const equals: Compare = (actual, expected) => actual === expected;
const equalsAnyCase: Compare = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const compareNumbers =
  (test: (a: number, b: number) => boolean): Compare =>
  (actual, expected) =>
    test(Number(actual), Number(expected));
const compareDates =
  (test: (a: number, b: number) => boolean): Compare =>
  (actual, expected) =>
    test(Date.parse(actual), Date.parse(expected));

/** `isNegated`: true when no expected value may match. */
const operators: Readonly<Record<string, { compare: Compare; isNegated?: true }>> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, isNegated: true },
  StringEqualsIgnoreCase: { compare: equalsAnyCase },
  StringNotEqualsIgnoreCase: { compare: equalsAnyCase, isNegated: true },
  StringLike: { compare: like },
  StringNotLike: { compare: like, isNegated: true },
  ArnEquals: { compare: like },
  ArnNotEquals: { compare: like, isNegated: true },
  ArnLike: { compare: like },
  ArnNotLike: { compare: like, isNegated: true },
  Bool: { compare: equalsAnyCase },
  NumericEquals: { compare: compareNumbers((a, b) => a === b) },
  NumericNotEquals: { compare: compareNumbers((a, b) => a === b), isNegated: true },
  NumericLessThan: { compare: compareNumbers((a, b) => a < b) },
  NumericLessThanEquals: { compare: compareNumbers((a, b) => a <= b) },
  NumericGreaterThan: { compare: compareNumbers((a, b) => a > b) },
  NumericGreaterThanEquals: { compare: compareNumbers((a, b) => a >= b) },
  DateLessThan: { compare: compareDates((a, b) => a < b) },
  DateGreaterThan: { compare: compareDates((a, b) => a > b) },
};

/** Whether every operator and key of the block holds for the request's context. */
export function areConditionsMet(block: ConditionBlock, context: Context): boolean {
  const actualOf = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(block).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      isConditionMet(operator, actualOf.get(key.toLowerCase()), toList(expected).map(String)),
    ),
  );
}

function isConditionMet(
  operator: string,
  actual: string | readonly string[] | undefined,
  expected: readonly string[],
): boolean {
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return (actual === undefined) === (expected[0] === 'true');
  const known = operators[name];
  if (known === undefined) throw new ConditionOperatorUnsupportedError(operator);
  const values = toList(actual);
  if (actual === undefined || values.length === 0) {
    return ifExists !== undefined || quantifier === 'ForAllValues' || known.isNegated === true;
  }
  const holds = (value: string): boolean =>
    expected.some((each) => known.compare(value, each)) !== (known.isNegated ?? false);
  return quantifier === 'ForAllValues' ? values.every(holds) : values.some(holds);
}
