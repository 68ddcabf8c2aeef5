/** Repairs a rejected event: sets or removes values at paths, such as `detail.userId`. */
import { isObject } from '../../engine/base/json.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { UsageError } from '../terminal/command-result.ts';

export interface Repair {
  /** `path=value`: the value is JSON where it is JSON, else text. */
  readonly set: readonly string[];
  /** Paths to remove. */
  readonly unset: readonly string[];
}

const example = 'Write it as in --set detail.userId=42 or --set detail.properties.items.0.price=9.5.';

/** Top-level fields of an EventBridge event. */
const eventFields = [
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
];

/** Throws UsageError for a path that does not begin at a field of an EventBridge event: it would change nothing. */
export function requireEventPaths({ set, unset }: Repair): void {
  for (const setting of set) requireEventPath('--set', readPath(setting));
  for (const path of unset) requireEventPath('--unset', path);
}

function requireEventPath(option: string, path: string): void {
  const [first = '', ...rest] = splitPath(path);
  if (eventFields.includes(first)) return;
  const near = eventFields.find((field) => simplify(field) === simplify(first));
  const meant = near === undefined ? `detail.${path}` : [near, ...rest].join('.');
  throw new UsageError(
    `${option}: an event has no field "${first}".`,
    `Did you mean ${meant}? A path begins with one of ${eventFields.join(', ')}.`,
  );
}

function simplify(field: string): string {
  return field.toLowerCase().replace(/[-_]/g, '');
}

/** A repaired copy. Throws UsageError when a path leads through a value that has no fields. */
export function repairEvent(event: unknown, { set, unset }: Repair): unknown {
  let repaired = structuredClone(event);
  for (const setting of set) {
    const path = readPath(setting);
    repaired = setAt(repaired, splitPath(path), readValue(setting.slice(path.length + 1)));
  }
  for (const path of unset) repaired = setAt(repaired, splitPath(path), undefined);
  return repaired;
}

function readPath(setting: string): string {
  const at = setting.indexOf('=');
  if (at < 1) throw new UsageError(`--set: "${setting}" is not path=value.`, example);
  return setting.slice(0, at);
}

function splitPath(path: string): readonly string[] {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) throw new UsageError(`"${path}" is not a path.`, example);
  return parts;
}

function readValue(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}

/** Undefined removes. Objects on the way are made where there are none. */
function setAt(target: unknown, [part = '', ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(target)) {
    const index = Number(part);
    if (!/^\d+$/.test(part) || index > target.length)
      throw new UsageError(`The list has no place ${part}: it has ${target.length} items.`, example);
    const item = rest.length === 0 ? value : setAt(target[index], rest, value);
    return item === undefined ? target.toSpliced(index, 1) : target.toSpliced(index, 1, item);
  }
  if (target !== undefined && target !== null && !isObject(target))
    throw new UsageError(`"${part}" cannot be set inside a ${typeof target}.`, example);
  const fields = new Map(Object.entries(target ?? {}));
  const field = rest.length === 0 ? value : setAt(fields.get(part), rest, value);
  if (field === undefined) fields.delete(part);
  else fields.set(part, field);
  // Object.fromEntries defines own properties, so that a field "__proto__" is data.
  return Object.fromEntries(fields);
}
