/** Finds the file and the mapping of an import, by the checkpoint that the import left. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ImportMapping } from '../../../app/import/mapping.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { type Checkpoint, checkpointEnding } from './import-journal.ts';
import { readMapping } from './read-mapping.ts';

export interface FoundImport {
  readonly place: string;
  readonly mapping: ImportMapping;
  readonly checkpoint?: string;
}

export interface KnownImport {
  readonly path: string;
  readonly checkpoint: Checkpoint;
}

/** `file`: beside it, too. */
export function listImports(directory: string, file?: string): readonly KnownImport[] {
  const beside =
    file === undefined ? [] : [`${resolve(directory, file)}${checkpointEnding}`].filter(existsSync);
  const inFolder = readdirSync(directory)
    .filter((name) => name.endsWith(checkpointEnding))
    .map((name) => join(directory, name));
  return [...new Set([...beside, ...inFolder])].flatMap((path) => {
    const checkpoint = readCheckpoint(path);
    return checkpoint === undefined ? [] : [{ path, checkpoint }];
  });
}

/** Undefined for a file that only has the name of a checkpoint. */
function readCheckpoint(path: string): Checkpoint | undefined {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Partial<Checkpoint>;
    return typeof read.key?.file === 'string' ? (read as Checkpoint) : undefined;
  } catch {
    return undefined;
  }
}

/** For an error text. */
export function describeKnown(directory: string): string {
  const known = listImports(directory).map(
    ({ path, checkpoint: { key, rows } }) =>
      `${key.file} (${relative(directory, path).slice(0, -checkpointEnding.length)}, ${rows} rows)`,
  );
  return known.length === 0
    ? 'This folder has no checkpoint of an import.'
    : `Imports with a checkpoint in this folder: ${known.join(', ')}.`;
}

const whereRemedy =
  'A checkpoint is beside the imported file; that of an object of a bucket is in the folder where the import ran.';

/** `file`, `map`: as given, instead of what the checkpoint says. Throws UsageError. */
export function findImport(
  importId: string,
  { file, map }: { readonly file?: string; readonly map?: string },
  directory: string,
): FoundImport {
  const found = listImports(directory, file).find(({ checkpoint }) => checkpoint.key.file === importId);
  const place = file ?? (found && findPlace(found));
  const mapping = map === undefined ? found?.checkpoint.origin?.mapping : readMapping(map, directory);
  if (place === undefined || mapping === undefined)
    throw new UsageError(
      `No checkpoint of import ${importId} is in this folder. ${describeKnown(directory)}`,
      `${whereRemedy} Run the command there, or give the file and its mapping: --file FILE --map MAPPING.yaml.`,
    );
  return { place, mapping, ...omitAbsent({ checkpoint: found?.path }) };
}

/** A file is beside its checkpoint, from wherever the import ran. */
function findPlace({ path, checkpoint: { origin } }: KnownImport): string | undefined {
  const isObjectPlace = origin?.place.startsWith('s3://') === true;
  return isObjectPlace ? origin?.place : path.slice(0, -checkpointEnding.length);
}
