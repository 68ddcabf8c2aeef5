/** For mappings from one shape to another: a field that the mapping forgets does not compile. */

/** All fields of `T`, the optional ones too; undefined marks an absent one. */
export type EveryField<T> = { readonly [Field in keyof T]-?: T[Field] | undefined };

/** The same without the fields that are undefined. */
export function omitAbsent<T extends object>(fields: EveryField<T>): T {
  const present: Partial<Record<keyof T, unknown>> = {};
  for (const field of Object.keys(fields) as (keyof T)[]) {
    if (fields[field] !== undefined) present[field] = fields[field];
  }
  return present as T;
}
