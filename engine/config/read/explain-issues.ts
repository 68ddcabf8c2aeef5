/** Turns the issues of a schema into findings with a remedy. */

import type * as z from 'zod';
import { isObject } from '../../base/json.ts';
import type { Finding, PathSegment, ProblemCode } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import { listChoices, listKeys, listTyped, type TypedAlternative } from './describe-schema.ts';
import { findTornRule } from './find-torn-rule.ts';

type Issue = z.core.$ZodIssue;

/** Explaining takes far longer than finding: for a document with more mistakes, only the first ones are explained. */
const explained = 50;

/** One finding per issue; unions are explained by the alternative that the author most likely meant. */
export function explainIssues(issues: readonly Issue[], schema: z.ZodType, value: unknown): Finding[] {
  const findings = issues.slice(0, explained).flatMap((issue) => explainIssue(issue, [], schema, value));
  const left = issues.length - explained;
  return left > 0 ? [...findings, describeRest(left, [], 'problem')] : findings;
}

function describeRest(count: number, segments: readonly PathSegment[], what: string): Finding {
  const remedy = `There ${count === 1 ? `is 1 more ${what}` : `are ${count.toLocaleString('en-US')} more ${what}s`}: fix these first.`;
  return { segments, remedy, code: 'wrong_value' };
}

function explainIssue(
  issue: Issue,
  base: readonly PathSegment[],
  schema: z.ZodType,
  value: unknown,
): Finding[] {
  const segments = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const received = readAt(value, segments);
  switch (issue.code) {
    case 'unrecognized_keys':
      return explainUnknownKeys(issue.keys, segments, schema, received);
    case 'invalid_union':
      return explainUnion(issue, segments, schema, value);
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.map((inner) => ({
        segments,
        received: segments.at(-1),
        remedy: inner.message,
        code: 'wrong_value' as const,
      }));
    default:
      return [{ segments, received, ...explainPlain(issue, received) }];
  }
}

function explainPlain(issue: Issue, received: unknown): { remedy: string; code: ProblemCode } {
  switch (issue.code) {
    case 'invalid_type': {
      // A schema with its own message is more precise than its type.
      if (!issue.message.startsWith('Invalid ')) {
        return { remedy: issue.message, code: received === undefined ? 'missing' : 'wrong_type' };
      }
      const expected = describeType(issue.expected);
      return received === undefined
        ? { remedy: `This is missing: give ${expected}.`, code: 'missing' }
        : { remedy: `This must be ${expected}, not ${describeKind(received)}.`, code: 'wrong_type' };
    }
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const suggestion = typeof received === 'string' ? formatSuggestion(received, choices) : '';
      const remedy = `Use ${choices.length === 1 ? '' : 'one of '}${choices.join(', ')}.${suggestion}`;
      return { remedy, code: received === undefined ? 'missing' : 'wrong_choice' };
    }
    case 'too_small':
    case 'too_big':
      return { remedy: describeSize(issue), code: 'wrong_value' };
    default:
      return { remedy: issue.message, code: 'wrong_value' };
  }
}

function explainUnknownKeys(
  keys: readonly string[],
  segments: readonly PathSegment[],
  schema: z.ZodType,
  received: unknown,
): Finding[] {
  const holder = isObject(received) ? received : {};
  const known = listKeys(schema, segments, holder);
  const choices = known.filter((name) => !Object.hasOwn(holder, name));
  const torn = findTornRule(keys, holder, segments);
  const others = torn === undefined ? keys : keys.filter((key) => !torn.pieces.has(key));
  const unknown = others.slice(0, explained).map((key): Finding => {
    const suggestion = formatSuggestion(key, choices);
    const possible = suggestion === '' && known.length > 0 ? ` Possible here: ${known.join(', ')}.` : '';
    const remedy = `Unknown field "${key.slice(0, 100)}".${suggestion}${possible}`;
    return { segments: [...segments, key], received: holder[key], remedy, code: 'unknown_key' };
  });
  const findings = torn === undefined ? unknown : [torn.finding, ...unknown];
  const left = others.length - explained;
  return left > 0 ? [...findings, describeRest(left, segments, 'unknown key')] : findings;
}

/** The intended alternative is the one whose own key is present; without one, list the choices. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  segments: readonly PathSegment[],
  schema: z.ZodType,
  value: unknown,
): Finding[] {
  const received = readAt(value, segments);
  const typed = listTyped(schema, segments);
  if (typed !== undefined) return explainTyped(typed, segments, received);
  const complete = issue.errors.filter((errors) => !errors.some((error) => isAbsentKey(error, received)));
  const branches = complete.length > 0 ? complete : findBegun(issue.errors, received);
  const meant = branches
    .map((errors) => ({ errors, weight: errors.reduce((sum, error) => sum + weighIssue(error), 0) }))
    .sort((left, right) => left.weight - right.weight)[0];
  if (
    meant !== undefined &&
    !meant.errors.some((error) => error.path.length === 0 && error.code === 'invalid_type')
  ) {
    return meant.errors.flatMap((error) => explainIssue(error, segments, schema, value));
  }
  const choices = listChoices(schema, segments);
  if (received === undefined) {
    return [{ segments, remedy: `This is missing: give ${choices.join(' or ')}.`, code: 'missing' }];
  }
  const slip = isObject(received) ? suggestChoice(Object.keys(received), choices) : '';
  const code = isObject(received) ? 'unknown_key' : 'wrong_type';
  return [{ segments, received, remedy: `Expected ${choices.join(' or ')} here.${slip}`, code }];
}

/** Alternatives that know every key of the map, and only miss some. */
function findBegun(alternatives: readonly (readonly Issue[])[], received: unknown): (readonly Issue[])[] {
  if (!isObject(received) || Object.keys(received).length === 0) return [];
  return alternatives.filter((errors) => errors.every((error) => isAbsentKey(error, received)));
}

/** A map with a `type` is explained by the alternative of that type only. */
function explainTyped(
  typed: readonly TypedAlternative[],
  segments: readonly PathSegment[],
  received: unknown,
): Finding[] {
  const types = [...new Set(typed.map(({ type }) => type))];
  const holder = isObject(received) ? received : {};
  const named = Object.hasOwn(holder, 'type') ? holder['type'] : undefined;
  const same = typed.filter(({ type }) => type === named);
  if (!isObject(received) || same.length === 0) {
    const suggestion = typeof named === 'string' ? formatSuggestion(named, types) : '';
    const remedy = `Give "type": one of ${types.join(', ')}.${suggestion}`;
    const code = named === undefined ? 'missing' : 'wrong_choice';
    return isObject(received)
      ? [{ segments: [...segments, 'type'], received: named, remedy, code }]
      : [{ segments, received, remedy: `This must be a map. ${remedy}`, code: 'wrong_type' }];
  }
  const forms = [...new Set(same.flatMap(({ required }) => required))].filter(
    (key) => !same.every(({ required }) => required.includes(key)),
  );
  const present = forms.filter((key) => Object.hasOwn(received, key));
  const [form] = present;
  if (forms.length > 0 && present.length !== 1) {
    const slip = Object.keys(received)
      .map((key) => formatSuggestion(key, forms))
      .find((text) => text !== '');
    const remedy = `A step of type ${String(named)} has exactly one of ${forms.join(', ')}.${present.length > 0 ? '' : (slip ?? '')}`;
    return [{ segments, received, remedy, code: present.length === 0 ? 'missing' : 'wrong_value' }];
  }
  const meant = same.find(({ required }) => form === undefined || required.includes(form));
  const issues = meant?.schema.safeParse(received).error?.issues ?? [];
  if (meant === undefined) return [];
  return explainIssues(issues, meant.schema, received).map((finding) => ({
    ...finding,
    segments: [...segments, ...finding.segments],
  }));
}

function suggestChoice(keys: readonly string[], choices: readonly string[]): string {
  const names = choices.flatMap((choice) => choice.match(/[A-Za-z]+(?=:)/g) ?? []);
  for (const key of keys) {
    const suggestion = formatSuggestion(key, names);
    if (suggestion !== '') return suggestion;
  }
  return '';
}

/** An object alternative whose required key is missing was not the intended one. */
function isAbsentKey(issue: Issue, holder: unknown): boolean {
  const key = issue.path[0];
  if (issue.path.length !== 1 || typeof key !== 'string' || !isObject(holder)) return false;
  return holder[key] === undefined;
}

function weighIssue(issue: Issue): number {
  return issue.code === 'unrecognized_keys' ? issue.keys.length : issue.path.length === 0 ? 10 : 1;
}

function describeSize(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  if (!issue.message.startsWith('Too ')) return issue.message;
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const bound =
    issue.code === 'too_small'
      ? `${issue.inclusive === false ? 'more than' : 'at least'} ${limit}`
      : `${issue.inclusive === false ? 'less than' : 'at most'} ${limit}`;
  const isOne = Number(limit) === 1;
  const units: Readonly<Record<string, string>> = {
    string: isOne ? ' character' : ' characters',
    array: isOne ? ' entry' : ' entries',
  };
  const unit = units[issue.origin] ?? '';
  return `This must be ${bound}${unit}.`;
}

function describeType(expected: string): string {
  const words: Record<string, string> = {
    object: 'a map',
    record: 'a map',
    array: 'a list',
    int: 'a whole number',
  };
  return words[expected] ?? `a ${expected}`;
}

function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

/** The value at a path; undefined where there is none. */
function readAt(value: unknown, segments: readonly PathSegment[]): unknown {
  return segments.reduce<unknown>((current, segment) => {
    if (Array.isArray(current)) return current[Number(segment)];
    return isObject(current) && Object.hasOwn(current, segment) ? current[segment] : undefined;
  }, value);
}
