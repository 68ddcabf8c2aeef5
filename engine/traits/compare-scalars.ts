/** One order over all values, so that ties in time have the same result in any order of arrival. */
import type { Json } from '../base/json.ts';

/** By type, then by value; objects by their JSON. Negative: a before b. */
export function compareScalars(a: Json | undefined, b: Json | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = describe(a);
  const right = describe(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function describe(value: Json | undefined): string {
  return value === undefined
    ? ''
    : `${typeof value}:${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
