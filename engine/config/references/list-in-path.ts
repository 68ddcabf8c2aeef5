/** Traits and segments that values and paths read. */

import { listPaths, type PathRead } from '../../values/list-paths.ts';
import type { Reference } from './reference.ts';

/** Of values by name. */
export function listInValues(
  values: Readonly<Record<string, unknown>> | undefined,
  at: PathRead['at'],
): readonly Reference[] {
  return listPaths(values, at).flatMap((read) => listInPath(read.path, read.at));
}

/** `profile.computed.orders` needs the trait `orders`. */
export function listInPath(path: string, segments: PathRead['at']): readonly Reference[] {
  const [root, field, id] = path.split('.');
  if (root !== 'profile' || id === undefined) return [];
  if (field !== 'computed' && field !== 'segments') return [];
  const kind = field === 'computed' ? ('trait' as const) : ('segment' as const);
  return [{ kind, id, segments }];
}
