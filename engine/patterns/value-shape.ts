/** How a compiled pattern reads fields: plain JSON, or a view of something else that is never built as a whole. */

export interface ValueShape {
  /** Makes the reader of one field; it gets the container only when that is an object. */
  bindField(key: string): (container: Readonly<Record<string, unknown>>, now: number) => unknown;
  /** The shape of the field's value. */
  shapeOf(key: string): ValueShape;
  /** Makes the function that returns when the field's own value next changes by time alone; undefined = it does not. */
  readonly bindChange?: (
    key: string,
  ) => (container: Readonly<Record<string, unknown>>, now: number) => number | undefined;
}

/** JSON as parsed: own properties only, so that `constructor` or `__proto__` in a pattern find nothing inherited. */
export const jsonShape: ValueShape = {
  bindField: (key) =>
    key in Object.prototype
      ? (container) => (Object.hasOwn(container, key) ? container[key] : undefined)
      : (container) => container[key],
  shapeOf: () => jsonShape,
};
