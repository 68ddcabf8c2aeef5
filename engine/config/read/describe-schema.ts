/** Reads names from a schema, for messages: the keys possible at a path, and the choices. */
import type * as z from 'zod';
import type { PathSegment } from '../problems/problem.ts';

/** The parts of a schema's definition that are read here. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly getter?: () => z.ZodType;
  readonly values?: readonly unknown[];
}

/** Keys allowed in the map at `segments`; of several alternatives, those of its type that share a key with it. */
export function listKeys(
  schema: z.ZodType,
  segments: readonly PathSegment[],
  holder: Readonly<Record<string, unknown>>,
): string[] {
  const present = Object.keys(holder);
  const shapes = findAt(schema, segments)
    .map((found) => Object.entries(readDefinition(found).shape ?? {}))
    .filter((entries) => entries.length > 0 && !entries.some(([key, field]) => isOther(field, holder[key])));
  const meant = shapes.filter((entries) =>
    entries.some(([key, field]) => !isOptional(field) && present.includes(key)),
  );
  const chosen = meant.length > 0 ? meant : shapes;
  return [...new Set(chosen.flatMap((entries) => entries.map(([key]) => key)))];
}

/** What is allowed at `segments`, in words: `{ send: ... }`, `a list`, `a string`. */
export function listChoices(schema: z.ZodType, segments: readonly PathSegment[]): string[] {
  const choices = findAt(schema, segments).map((found) => {
    const { type, shape } = readDefinition(found);
    if (shape === undefined) return type === 'array' ? 'a list' : type === 'record' ? 'a map' : `a ${type}`;
    const required = Object.keys(shape).filter((key) => !isOptional(shape[key]));
    return `{ ${required.map((key) => `${key}: ...`).join(', ')} }`;
  });
  return [...new Set(choices)];
}

/** Alternatives that have a field `type`: there may be several of one type. */
export interface TypedAlternative {
  readonly type: string;
  readonly schema: z.ZodType;
  /** Required keys. */
  readonly required: readonly string[];
}

/** Undefined when not all alternatives at `segments` have a `type`. */
export function listTyped(
  schema: z.ZodType,
  segments: readonly PathSegment[],
): TypedAlternative[] | undefined {
  const typed = findAt(schema, segments).flatMap((found): TypedAlternative[] => {
    const { shape = {} } = readDefinition(found);
    const field = Object.hasOwn(shape, 'type') ? shape['type'] : undefined;
    const [type] = field === undefined ? [] : (readDefinition(field).values ?? []);
    if (typeof type !== 'string') return [];
    return [{ type, schema: found, required: Object.keys(shape).filter((key) => !isOptional(shape[key])) }];
  });
  return typed.length > 1 && typed.length === findAt(schema, segments).length ? typed : undefined;
}

/** All alternatives at a path: optionals, references and unions are resolved. */
function findAt(schema: z.ZodType, segments: readonly PathSegment[]): z.ZodType[] {
  return segments.reduce<z.ZodType[]>(
    (schemas, segment) => schemas.flatMap((found) => expandAlternatives(stepInto(found, segment))),
    expandAlternatives(schema),
  );
}

function stepInto(schema: z.ZodType, segment: PathSegment): z.ZodType | undefined {
  const { element, valueType, shape } = readDefinition(schema);
  if (typeof segment === 'number') return element;
  return shape === undefined ? valueType : Object.hasOwn(shape, segment) ? shape[segment] : undefined;
}

function expandAlternatives(schema: z.ZodType | undefined): z.ZodType[] {
  if (schema === undefined) return [];
  const { type, innerType, options, getter } = readDefinition(schema);
  if (type === 'lazy' && getter !== undefined) return expandAlternatives(getter());
  if (innerType !== undefined) return expandAlternatives(innerType);
  return options === undefined ? [schema] : options.flatMap(expandAlternatives);
}

/** A field that determines the alternative (`type: send`), where the map has another value. */
function isOther(field: z.ZodType, value: unknown): boolean {
  const { type, values = [] } = readDefinition(field);
  return type === 'literal' && value !== undefined && !values.includes(value);
}

function isOptional(schema: z.ZodType | undefined): boolean {
  return schema === undefined || readDefinition(schema).type === 'optional';
}

function readDefinition(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}
