/** Which files of a bundle a cold start reads: the handler's and those it imports statically, not those loaded on demand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const staticImport = /(?:\bfrom|\bimport)"\.\/([\w.-]+\.mjs)"/g;
const dynamicImport = /\bimport\("\.\/([\w.-]+\.mjs)"\)/g;

export interface StartFiles {
  /** Names, the handler's first. */
  readonly atStart: readonly string[];
  /** Names of what may be loaded later. */
  readonly onDemand: readonly string[];
}

/** `folder` holds `index.mjs`, minified. */
export function listStartFiles(folder: string): StartFiles {
  const atStart = follow(folder, ['index.mjs'], [staticImport]);
  const all = follow(folder, ['index.mjs'], [staticImport, dynamicImport]);
  return { atStart, onDemand: all.filter((name) => !atStart.includes(name)) };
}

/** Bytes that a cold start parses. */
export function measureStart(folder: string): number {
  return listStartFiles(folder).atStart.reduce(
    (sum, name) => sum + readFileSync(join(folder, name)).length,
    0,
  );
}

function follow(folder: string, names: readonly string[], patterns: readonly RegExp[]): readonly string[] {
  const found = new Set(names);
  for (const name of found) {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const pattern of patterns) {
      for (const [, imported = ''] of text.matchAll(pattern)) found.add(imported);
    }
  }
  return [...found];
}
