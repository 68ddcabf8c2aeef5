/** The value that tells instances of a journey apart, as text. */
import type { EventView } from '../actions/actor.ts';
import { readPath } from '../actions/read-path.ts';
import { maxKeyLength } from '../limits.ts';
import type { Turn } from '../turn.ts';

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
