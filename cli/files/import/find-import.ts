/** Finds the file and the mapping of an import, by the checkpoint that the import left. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ImportMapping } from '../../../app/import/mapping.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { UsageError } from '../../terminal/command-result.ts';
import type { Checkpoint } from './import-journal.ts';
import { readMapping } from './read-mapping.ts';

export interface FoundImport {
  readonly place: string;
  readonly mapping: ImportMapping;
  readonly checkpoint?: string;
}

const ending = '.import.json';

/** `file`, `map`: as given, instead of what the checkpoint says. Throws UsageError. */
export function findImport(
  importId: string,
  { file, map }: { readonly file?: string; readonly map?: string },
  directory: string,
): FoundImport {
  const beside = file === undefined ? [] : [`${resolve(directory, file)}${ending}`].filter(existsSync);
  const inFolder = readdirSync(directory)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(directory, name));
  const found = [...beside, ...inFolder]
    .map((path) => ({ path, checkpoint: JSON.parse(readFileSync(path, 'utf8')) as Checkpoint }))
    .find(({ checkpoint }) => checkpoint.key.file === importId);
  const place = file ?? found?.checkpoint.origin?.place;
  const mapping = map === undefined ? found?.checkpoint.origin?.mapping : readMapping(map, directory);
  if (place === undefined || mapping === undefined)
    throw new UsageError(
      `No checkpoint of import ${importId} is in this folder.`,
      'Run the command where the import ran, or give the file and its mapping: --file FILE --map MAPPING.yaml.',
    );
  return { place, mapping, ...omitAbsent({ checkpoint: found?.path }) };
}
