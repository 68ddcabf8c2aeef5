/** The value that tells instances of a journey apart, as text. */

import { maxKeyLength } from '../model/limits.ts';
import type { EventView } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { readPath } from '../values/read-path.ts';

/** Undefined when there is none, or nothing that could be one: two numbers such as 1e20 may be one double. */
export function readKey(
  turn: Turn,
  event: EventView | undefined,
  path: readonly string[],
): string | undefined {
  const value = readPath(turn, event, path);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return undefined;
  const text = String(value);
  return text === '' || text.length > maxKeyLength ? undefined : text;
}
