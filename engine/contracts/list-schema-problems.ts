/** What is wrong with the JSON Schema of a contract, before it is published: keywords, shapes, references, expressions, size. */
import { isObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { JsonSchema } from './check-members.ts';
import { typeNames } from './check-values.ts';
import { compileRegex } from './compile-regex.ts';
import { findTarget } from './find-target.ts';
import { formats } from './formats.ts';
import { RegexRefusedError } from './parse-regex.ts';

export interface SchemaProblem {
  /** From the schema's root. */
  readonly segments: readonly (string | number)[];
  readonly received?: unknown;
  readonly remedy: string;
}

/** Characters of a schema as JSON, levels of schemas inside one another, and characters of one expression. */
export const schemaLimits = { length: 32_768, depth: 32, regexLength: 500 } as const;

const dialect = 'https://json-schema.org/draft/2020-12/schema';

type Shape =
  | 'schema'
  | 'schemas'
  | 'schema map'
  | 'count'
  | 'number'
  | 'unit'
  | 'boolean'
  | 'names'
  | 'names map'
  | 'types'
  | 'values'
  | 'regex'
  | 'regex map'
  | 'format'
  | 'reference'
  | 'dialect'
  | 'any';

/** Every keyword that a schema may have; `any` has no effect on the check. */
const keywords: Readonly<Record<string, Shape>> = {
  $schema: 'dialect',
  $comment: 'any',
  title: 'any',
  description: 'any',
  default: 'any',
  examples: 'any',
  deprecated: 'any',
  readOnly: 'any',
  writeOnly: 'any',
  $defs: 'schema map',
  $ref: 'reference',
  type: 'types',
  enum: 'values',
  const: 'any',
  minLength: 'count',
  maxLength: 'count',
  pattern: 'regex',
  format: 'format',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'unit',
  properties: 'schema map',
  patternProperties: 'regex map',
  additionalProperties: 'schema',
  propertyNames: 'schema',
  required: 'names',
  dependentRequired: 'names map',
  dependentSchemas: 'schema map',
  minProperties: 'count',
  maxProperties: 'count',
  prefixItems: 'schemas',
  items: 'schema',
  contains: 'schema',
  minContains: 'count',
  maxContains: 'count',
  minItems: 'count',
  maxItems: 'count',
  uniqueItems: 'boolean',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  not: 'schema',
  if: 'schema',
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: 'schema',
  else: 'schema',
};

/** Empty: compileSchema accepts it. */
export function listSchemaProblems(root: JsonSchema): readonly SchemaProblem[] {
  const length = JSON.stringify(root).length;
  if (length > schemaLimits.length) {
    const remedy = `A schema has at most ${schemaLimits.length} characters as JSON, not ${length}: describe fewer members.`;
    return [{ segments: [], remedy }];
  }
  const problems: SchemaProblem[] = [];
  checkNode(root, [], root, problems);
  return problems;
}

type Segments = readonly (string | number)[];

function checkNode(schema: unknown, segments: Segments, root: JsonSchema, problems: SchemaProblem[]): void {
  const add = (remedy: string, at: Segments = segments, received?: unknown) =>
    problems.push({ segments: at, remedy, ...omitAbsent({ received }) });
  if (typeof schema === 'boolean') return;
  if (!isObject(schema)) {
    add('A schema is an object, true or false.', segments, schema);
    return;
  }
  if (segments.length > schemaLimits.depth * 2) {
    add(`A schema has at most ${schemaLimits.depth} levels.`);
    return;
  }
  for (const [keyword, stated] of Object.entries(schema)) {
    const shape = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    const at = [...segments, keyword];
    if (shape === undefined) {
      add(`The keyword "${keyword}" is not supported: docs/events.md lists the keywords of a schema.`, at);
      continue;
    }
    const problem = explainShape(shape, stated, root);
    if (problem !== undefined) add(`"${keyword}" ${problem}`, at, stated);
    else
      for (const [key, inner] of listInner(shape, stated)) checkNode(inner, [...at, ...key], root, problems);
  }
}

/** The schemas inside a keyword, each with its place in it. */
function listInner(shape: Shape, stated: unknown): readonly (readonly [Segments, unknown])[] {
  if (shape === 'schema') return [[[], stated]];
  if (shape === 'schemas') return (stated as readonly unknown[]).map((inner, index) => [[index], inner]);
  if (shape === 'schema map' || shape === 'regex map')
    return Object.entries(stated as object).map(([key, inner]) => [[key], inner]);
  return [];
}

/** The rest of a sentence whose subject is the keyword. Undefined: the value has the shape. */
function explainShape(shape: Shape, stated: unknown, root: JsonSchema): string | undefined {
  switch (shape) {
    case 'schema':
    case 'any':
      return undefined;
    case 'schemas':
      return Array.isArray(stated) && stated.length > 0 ? undefined : 'is a list of at least one schema.';
    case 'schema map':
      return isObject(stated) ? undefined : 'is an object of schemas.';
    case 'count':
      return Number.isInteger(stated) && Number(stated) >= 0 ? undefined : 'is a whole number, 0 or more.';
    case 'number':
      return typeof stated === 'number' ? undefined : 'is a number.';
    case 'unit':
      return typeof stated === 'number' && stated > 0 ? undefined : 'is a number greater than 0.';
    case 'boolean':
      return typeof stated === 'boolean' ? undefined : 'is true or false.';
    case 'names':
      return areNames(stated) ? undefined : 'is a list of different names.';
    case 'names map':
      return isObject(stated) && Object.values(stated).every(areNames)
        ? undefined
        : 'is an object with a list of different names for each member.';
    case 'types': {
      const types = typeof stated === 'string' ? [stated] : stated;
      return areNames(types) && types.length > 0 && types.every((type) => typeNames.includes(type))
        ? undefined
        : `is one of ${typeNames.join(', ')}, or a list of them.`;
    }
    case 'values':
      return Array.isArray(stated) && stated.length > 0 ? undefined : 'is a list of at least one value.';
    case 'regex':
      return explainRegex(stated);
    case 'regex map':
      return isObject(stated)
        ? Object.keys(stated)
            .map(explainRegex)
            .find((problem) => problem !== undefined)
        : 'is an object of schemas.';
    case 'format':
      return typeof stated === 'string' && Object.hasOwn(formats, stated)
        ? undefined
        : `is one of ${Object.keys(formats).join(', ')}.`;
    case 'reference':
      return explainReference(stated, root);
    case 'dialect':
      return stated === dialect ? undefined : `is ${dialect}, or is left out.`;
  }
}

function areNames(value: unknown): value is readonly string[] {
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string');
  return isList && new Set(value).size === value.length;
}

function explainRegex(stated: unknown): string | undefined {
  if (typeof stated !== 'string') return 'is a regular expression as text.';
  if (stated.length > schemaLimits.regexLength)
    return `has at most ${schemaLimits.regexLength} characters, not ${stated.length}.`;
  try {
    compileRegex(stated);
    return undefined;
  } catch (error) {
    if (!(error instanceof RegexRefusedError)) throw error;
    return `cannot be checked in bounded time, or at all: ${error.problem}. Write it without that, or use "enum", "format", "minLength" and "maxLength".`;
  }
}

function explainReference(stated: unknown, root: JsonSchema): string | undefined {
  if (typeof stated === 'string' && findTarget(root, stated) !== undefined) return undefined;
  return 'is "#" or a place in "$defs" of the same schema, such as "#/$defs/price"; nothing is loaded from elsewhere.';
}
