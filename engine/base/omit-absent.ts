/** Optional fields: an object without the fields that have no value. */

/** All fields of `T`, the optional ones too; undefined marks an absent one. */
export type EveryField<T> = { readonly [Field in keyof T]-?: T[Field] | undefined };

/** The fields whose type allows undefined are optional. */
type Present<Fields> = {
  readonly [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & {
  readonly [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >;
};

/** Keeps literal types: `status: 'live'` stays `'live'`. */
type Value = string | number | boolean | bigint | object | null | undefined;

/**
 * The same fields, in the same order, without those that are undefined: `{ id, ...omitAbsent({ name, note }) }`.
 * With a type, for a mapping from one shape to another: a field that the mapping forgets does not compile.
 */
export function omitAbsent<Fields extends Readonly<Record<string, Field>>, Field extends Value>(
  fields: Fields,
): Present<Fields>;
export function omitAbsent<T extends object>(fields: EveryField<T>): T;
export function omitAbsent(fields: Readonly<Record<string, unknown>>): object {
  const present: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    if (fields[name] !== undefined) present[name] = fields[name];
  }
  return present;
}
