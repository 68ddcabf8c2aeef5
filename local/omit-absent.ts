/** Optional fields of answers and inputs. The local cloud imports none of the product, so it has its own. */

/** The fields whose type allows undefined are optional. */
type Present<Fields> = {
  readonly [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & {
  readonly [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >;
};

/** The same fields, in the same order, without those that are undefined: `{ id, ...omitAbsent({ name, note }) }`. */
export function omitAbsent<const Fields extends object>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<Fields>;
}
