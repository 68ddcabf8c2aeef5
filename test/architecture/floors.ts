/** The order of the engine's folders, and circles of files. */
import type { ImportOf } from './source-files.ts';

/** The engine's folders from the ground up: each imports only itself and those before it, types included. */
export const floors = [
  'base',
  'model',
  'time',
  'channels',
  'touchpoint',
  'patterns',
  'contracts',
  'traits',
  'accounts',
  'conditions',
  'policy',
  'segments',
  'turn',
  'facts',
  'values',
  'messages',
  'actions',
  'rules',
  'journeys',
  'schedules',
  'campaigns',
  'identity',
  'compile',
  'decide',
  'config',
  'simulate',
];

export function findFloor(path: string): number {
  return floors.indexOf(path.split('/')[1] ?? '');
}

/** Files that import each other in a circle, each once. */
export function findCycles(edges: readonly ImportOf[]): string[] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const cycles: string[] = [];
  const run = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const { to } of targets.get(path) ?? []) run(to, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) run(path, []);
  return cycles;
}
