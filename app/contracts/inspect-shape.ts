/** Compares a schema with the fields and types that were counted of an event: what must break it, and what may. */
import { isObject } from '../../engine/base/json.ts';
import type { JsonSchema } from '../../engine/contracts/check-members.ts';
import { findTarget } from '../../engine/contracts/find-target.ts';
import { maxDepth, maxFields, showKey } from '../inventory/list-fields.ts';
import type { CountedEvent } from '../inventory/read-inventory.ts';

export interface ShapeProblem {
  /** `properties.total` */
  readonly path: string;
  /** Words of the schema and of the types, never a value. */
  readonly reason: string;
  /** All of these break it; with `isPossible`, some of them. */
  readonly events: number;
  readonly isPossible?: true;
}

interface Field {
  readonly count: number;
  readonly types: readonly string[];
}

interface Shape {
  readonly root: JsonSchema;
  readonly fields: ReadonlyMap<string, Field>;
  /** No field was left out for the limit of the count. */
  readonly isWhole: boolean;
}

/** Names of types in the count → in JSON Schema. A number may be whole. */
const typeNames: Readonly<Record<string, readonly string[]>> = {
  text: ['string'],
  list: ['array'],
  number: ['number', 'integer'],
};

/** `part`: `properties`, `traits` or `context`, which every event has. */
export function inspectShape(
  root: JsonSchema,
  part: string,
  { fields, count }: Pick<CountedEvent, 'fields' | 'count'>,
): readonly ShapeProblem[] {
  const counted = fields.map(
    ({ path, types, share }) => [path, { types, count: Math.round(share * count) }] as const,
  );
  const shape = { root, fields: new Map(counted), isWhole: fields.length < maxFields };
  return inspectMembers(root, part, count, shape);
}

/** `present`: events that have an object here; undefined: their number was not counted. */
function inspectMembers(
  schema: JsonSchema,
  parent: string,
  present: number | undefined,
  shape: Shape,
): ShapeProblem[] {
  const resolved = resolve(schema, shape.root);
  if (!isObject(resolved)) return [];
  const { required, properties, additionalProperties, patternProperties } = resolved;
  const named = isObject(properties) ? properties : {};
  const problems: ShapeProblem[] = [];
  if (Array.isArray(required) && present !== undefined && shape.isWhole && isCounted(parent)) {
    for (const name of required.filter((key) => typeof key === 'string' && showKey(key) === key)) {
      const events = present - (shape.fields.get(`${parent}.${name}`)?.count ?? 0);
      if (events > 0) problems.push({ path: `${parent}.${name}`, reason: 'missing (required)', events });
    }
  }
  if (additionalProperties === false && patternProperties === undefined) {
    for (const [path, { count }] of shape.fields) {
      const name = path.slice(parent.length + 1);
      if (!path.startsWith(`${parent}.`) || /\.|^\*$|^\[\]$/.test(name) || Object.hasOwn(named, name))
        continue;
      problems.push({ path, reason: 'not allowed (additionalProperties)', events: count });
    }
  }
  for (const [name, member] of Object.entries(named)) {
    const path = `${parent}.${name}`;
    const field = showKey(name) === name ? shape.fields.get(path) : undefined;
    if (field !== undefined)
      problems.push(...inspectValue(member, path, field, shape, present !== undefined));
  }
  return problems;
}

/** `isExact`: the field is no part of the items of a list, of which only the events were counted. */
function inspectValue(
  schema: unknown,
  path: string,
  { count, types }: Field,
  shape: Shape,
  isExact: boolean,
): ShapeProblem[] {
  const resolved = resolve(schema, shape.root);
  if (resolved === false) return [{ path, reason: 'not allowed', events: count }];
  if (!isObject(resolved)) return [];
  const allowed = listTypes(resolved);
  const bad = types.filter(
    (type) => !(typeNames[type] ?? [type]).some((name) => allowed?.includes(name) ?? true),
  );
  const reason = `${bad.join(' or ')} instead of ${allowed?.join(' or ')} (type)`;
  if (bad.length === types.length) return [{ path, reason, events: count }];
  const problems: ShapeProblem[] =
    bad.length === 0 ? [] : [{ path, reason, events: count, isPossible: true }];
  const isObjectOnly = types.length === 1 && types[0] === 'object';
  if (types.includes('object'))
    problems.push(...inspectMembers(resolved, path, isExact && isObjectOnly ? count : undefined, shape));
  const items = shape.fields.get(`${path}.[]`);
  if (items !== undefined && resolved['items'] !== undefined && resolved['prefixItems'] === undefined)
    problems.push(...inspectValue(resolved['items'], `${path}.[]`, items, shape, false));
  return problems;
}

/** Undefined: every type. */
function listTypes({
  type,
  enum: values,
  const: only,
}: Readonly<Record<string, unknown>>): string[] | undefined {
  if (type !== undefined) return [type].flat().map(String);
  const listed = Array.isArray(values) ? values : only === undefined ? undefined : [only];
  return listed && [...new Set(listed.map(nameType))];
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function resolve(schema: unknown, root: JsonSchema): JsonSchema | undefined {
  // A circle of references ends nowhere.
  let current = schema;
  for (let step = 0; step < 10; step++) {
    if (!isObject(current) || typeof current['$ref'] !== 'string') break;
    current = findTarget(root, current['$ref']);
  }
  return isObject(current) || typeof current === 'boolean' ? (current as JsonSchema) : undefined;
}

/** Deeper fields were not counted. */
function isCounted(parent: string): boolean {
  return parent.split('.').length <= maxDepth;
}
