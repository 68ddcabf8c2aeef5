/** The paths that values read: all code that reads value expressions uses this. */

import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';

export interface PathRead {
  /** `event.properties.total`. */
  readonly path: string;
  /** Place of the path in its document: `['traits', 'total', 'from']`. */
  readonly at: readonly (string | number)[];
  /** The author gives a default for a path without a value. */
  readonly hasDefault: boolean;
}

/** `{ from: 'profile.traits.x', default: ... }`; undefined = a literal. */
export function readReference(
  value: unknown,
): { readonly from: string; readonly default?: Json } | undefined {
  if (!isObject(value) || typeof value['from'] !== 'string') return undefined;
  return value as { readonly from: string; readonly default?: Json };
}

/** For values by name, such as the traits of an update. Absent values read nothing. */
export function listPaths(
  values: Readonly<Record<string, unknown>> | undefined,
  at: PathRead['at'],
): readonly PathRead[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => {
    const reference = readReference(value);
    if (reference === undefined) return [];
    const hasDefault = Object.hasOwn(reference, 'default');
    return [{ path: reference.from, at: [...at, name, 'from'], hasDefault }];
  });
}
