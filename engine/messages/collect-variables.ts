/** The values a template uses, nested as the template names them; nothing else travels with a message. */

import type { JsonObject } from '../base/json.ts';
import { isForbiddenKey } from '../touchpoint/check-content.ts';
import type { EventView } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { readPath } from '../values/read-path.ts';

export function collectVariables(
  turn: Turn,
  event: EventView | undefined,
  paths: readonly (readonly string[])[],
): JsonObject {
  const variables: JsonObject = {};
  for (const path of paths) {
    const value = readPath(turn, event, path);
    if (value !== undefined) setPath(variables, path, value);
  }
  return variables;
}

/** Shorter paths come first (see compile-templates), so a path inside one already set changes nothing. */
function setPath(target: JsonObject, path: readonly string[], value: JsonObject[string]): void {
  let current = target;
  for (let i = 0; i < path.length; i++) {
    const key = path[i];
    if (key === undefined || isForbiddenKey(key)) return;
    if (i === path.length - 1) {
      current[key] = value;
      return;
    }
    const next = Object.hasOwn(current, key) ? current[key] : undefined;
    if (next === undefined) {
      const made: JsonObject = {};
      current[key] = made;
      current = made;
    } else if (next === null || typeof next !== 'object' || Array.isArray(next)) {
      return;
    } else {
      current = next;
    }
  }
}
