/** Repairs a rejected event: sets or removes values at paths, such as `detail.userId`. */
import { isRecord } from '../../engine/config/read-value.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { UsageError } from '../command-result.ts';

export interface Repair {
  /** `path=value`: the value is JSON where it is JSON, else text. */
  readonly set: readonly string[];
  /** Paths to remove. */
  readonly unset: readonly string[];
}

const example = 'Write it as in --set detail.userId=42 or --set detail.properties.items.0.price=9.5.';

/** A repaired copy. Throws UsageError when a path leads through a value that has no fields. */
export function repairEvent(event: unknown, { set, unset }: Repair): unknown {
  let repaired = structuredClone(event);
  for (const setting of set) {
    const at = setting.indexOf('=');
    if (at < 1) throw new UsageError(`--set: "${setting}" is not path=value.`, example);
    repaired = setAt(repaired, splitPath(setting.slice(0, at)), readValue(setting.slice(at + 1)));
  }
  for (const path of unset) repaired = setAt(repaired, splitPath(path), undefined);
  return repaired;
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
  if (target !== undefined && target !== null && !isRecord(target))
    throw new UsageError(`"${part}" cannot be set inside a ${typeof target}.`, example);
  const fields = new Map(Object.entries(target ?? {}));
  const field = rest.length === 0 ? value : setAt(fields.get(part), rest, value);
  if (field === undefined) fields.delete(part);
  else fields.set(part, field);
  // Object.fromEntries defines own properties, so that a field "__proto__" is data.
  return Object.fromEntries(fields);
}
