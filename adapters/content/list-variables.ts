/** Which values a template uses: only those travel with a message. */
import type { Liquid, Template } from 'liquidjs';

/** Properties that Liquid adds to every list and text. */
const builtInProperties = new Set(['size', 'first', 'last']);

/**
 * Paths from the root, such as `profile.traits.first_name`, sorted, none below another. A path ends where it cannot
 * be followed beforehand: at an index, at a computed key, and at a key with a dot in it.
 */
export function listVariables(engine: Liquid, templates: readonly Template[]): string[] {
  const found = engine.globalVariableSegmentsSync([...templates]);
  return reducePaths(found.map((segments) => toPath(segments)));
}

/** Drops paths that lie below another one. */
export function reducePaths(paths: readonly string[]): string[] {
  const unique = [...new Set(paths)].sort();
  return unique.filter((path) => !unique.some((other) => path.startsWith(`${other}.`)));
}

function toPath(segments: readonly unknown[]): string {
  const path: string[] = [];
  for (const segment of segments) {
    if (typeof segment !== 'string' || segment.includes('.')) break;
    path.push(segment);
  }
  // `event.properties.items.size` asks for the list; `profile.traits.size` is somebody's shoe.
  if (path.length > 3 && builtInProperties.has(path.at(-1) ?? '')) path.pop();
  return path.join('.');
}
