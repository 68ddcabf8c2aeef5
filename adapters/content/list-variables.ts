/** Lists the values that a template uses: only those are included in a message. */
import type { Liquid, Template } from 'liquidjs';

/** Properties that Liquid adds to every list and text. */
const builtInProperties = new Set(['size', 'first', 'last']);

/**
 * Paths from the root, such as `profile.traits.first_name`, sorted, none below another. A path ends where it cannot be
 * resolved statically: at an index, at a computed key, and at a key that contains a dot.
 */
export function listVariables(engine: Liquid, templates: readonly Template[]): string[] {
  const found = engine.globalVariableSegmentsSync([...templates]);
  return reducePaths(found.map((segments) => toPath(segments)));
}

/** Drops paths that are below another one. The work grows with the total length of the paths. */
export function reducePaths(paths: readonly string[]): string[] {
  const root: PathNode = { isPath: false, below: new Map() };
  const kept: string[] = [];
  // Shorter ones first, so that each meets the paths above it.
  const byDepth = [...new Set(paths)].map((path) => ({ path, names: path.split('.') }));
  for (const { path, names } of byDepth.sort((left, right) => left.names.length - right.names.length)) {
    if (insertPath(root, names)) kept.push(path);
  }
  return kept.sort();
}

interface PathNode {
  isPath: boolean;
  readonly below: Map<string, PathNode>;
}

/** False: the path is below another one. */
function insertPath(root: PathNode, names: readonly string[]): boolean {
  let node = root;
  for (const name of names) {
    if (node.isPath) return false;
    const next = node.below.get(name) ?? { isPath: false, below: new Map() };
    node.below.set(name, next);
    node = next;
  }
  node.isPath = true;
  return true;
}

function toPath(segments: readonly unknown[]): string {
  const path: string[] = [];
  for (const segment of segments) {
    if (typeof segment !== 'string' || segment.includes('.')) break;
    path.push(segment);
  }
  // `event.properties.items.size` is the length of the list; `profile.traits.size` is a shoe size.
  if (path.length > 3 && builtInProperties.has(path.at(-1) ?? '')) path.pop();
  return path.join('.');
}
