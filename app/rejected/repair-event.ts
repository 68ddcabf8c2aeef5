/** Repairs a rejected event: sets or removes values at paths, such as `detail`, `userId`. */
import { isObject } from '../../engine/base/json.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';

/** Field names and positions in lists, from the outside in. */
export type EventPath = readonly string[];

export interface Repair {
  readonly set: readonly { readonly path: EventPath; readonly value: unknown }[];
  /** Paths to remove. */
  readonly unset: readonly EventPath[];
}

/** Top-level fields of an EventBridge event. */
export const eventFields = [
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
] as const;

/** The path that was probably meant; undefined for a path that begins at a field of an event. */
export function suggestEventPath(path: EventPath): EventPath | undefined {
  const [first = '', ...rest] = path;
  if (eventFields.some((field) => field === first)) return undefined;
  const near = eventFields.find((field) => simplify(field) === simplify(first));
  return near === undefined ? ['detail', ...path] : [near, ...rest];
}

function simplify(field: string): string {
  return field.toLowerCase().replace(/[-_]/g, '');
}

/** A repaired copy. Throws RequestInvalidError when a path leads through a value that has no fields. */
export function repairEvent(event: unknown, { set, unset }: Repair): unknown {
  let repaired = structuredClone(event);
  for (const { path, value } of set) repaired = setAt(repaired, path, value);
  for (const path of unset) repaired = setAt(repaired, path, undefined);
  return repaired;
}

/** Undefined removes. Objects on the way are made where there are none. */
function setAt(target: unknown, [part = '', ...rest]: EventPath, value: unknown): unknown {
  if (Array.isArray(target)) {
    const index = Number(part);
    if (!/^\d+$/.test(part) || index > target.length)
      throw new RequestInvalidError(
        `The list has no place ${part}: it has ${target.length} items.`,
        repairExample,
      );
    const item = rest.length === 0 ? value : setAt(target[index], rest, value);
    return item === undefined ? target.toSpliced(index, 1) : target.toSpliced(index, 1, item);
  }
  if (target !== undefined && target !== null && !isObject(target))
    throw new RequestInvalidError(`"${part}" cannot be set inside a ${typeof target}.`, repairExample);
  const fields = new Map(Object.entries(target ?? {}));
  const field = rest.length === 0 ? value : setAt(fields.get(part), rest, value);
  if (field === undefined) fields.delete(part);
  else fields.set(part, field);
  // Object.fromEntries defines own properties, so that a field "__proto__" is data.
  return Object.fromEntries(fields);
}

export const repairExample =
  'Write it as in --set detail.userId=42 or --set detail.properties.items.0.price=9.5.';
