/** The files of a lake in a folder, and deliveries of rows to `incoming/`, as Firehose makes them. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { LakeFiles, LakeRow } from '../../app/ports/lake.ts';

export function createFolderLakeFiles(folder: string): LakeFiles {
  return {
    async listDelivered() {
      const names = await readdir(join(folder, 'incoming')).catch(() => []);
      return names
        .sort()
        .slice(0, 1_000)
        .map((name) => `incoming/${name}`);
    },
    async read(key) {
      const bytes = await readFile(join(folder, key)).catch(() => undefined);
      return bytes === undefined ? undefined : gunzipSync(bytes).toString();
    },
    write: (key, text) => put(join(folder, key), gzipSync(text)),
    remove: (key) => rm(join(folder, key), { force: true }),
  };
}

/** Two gzip files in one file, as records are joined. */
export async function deliverRows(folder: string, name: string, rows: readonly LakeRow[]): Promise<void> {
  const middle = Math.ceil(rows.length / 2);
  const records = [rows.slice(0, middle), rows.slice(middle)].map((part) =>
    gzipSync(part.map((row) => `${JSON.stringify(row)}\n`).join('')),
  );
  await put(join(folder, 'incoming', `${name}.json.gz`), Buffer.concat(records));
}

/** Keys of all files. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
