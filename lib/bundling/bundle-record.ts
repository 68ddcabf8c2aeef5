/**
 * Remembers what the bundles were made of: esbuild takes ten seconds for all of them, and synthesis often runs again with
 * nothing changed. A record has the hashes of every file that bundling read and of every file that it wrote.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Hashes by path, relative to the repository. */
type Hashes = Readonly<Record<string, string>>;

interface Entries {
  readonly made: string;
  readonly read: Hashes;
  readonly written: Hashes;
}

/** What bundling reads besides the inputs that esbuild names: how modules are found, and what its plugins do. */
const alwaysRead = ['tsconfig.json', 'package.json', 'node_modules/.package-lock.json'];
const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//;
const absent = 'absent';

/** The files of the last bundling, if it was made in this way and all that it read and wrote is unchanged. */
export async function readUnchanged(
  file: string,
  root: string,
  made: string,
): Promise<readonly string[] | undefined> {
  const entries = await readEntries(file);
  if (entries?.made !== made) return undefined;
  const known = { ...entries.read, ...entries.written };
  const present = await hashFiles(root, Object.keys(known));
  const isSame = Object.entries(known).every(([path, hash]) => present[path] === hash);
  return isSame ? Object.keys(entries.written) : undefined;
}

export interface Bundling {
  /** Names the tools and their options. */
  readonly made: string;
  /** Epoch ms. */
  readonly begunAt: number;
  /** Paths that esbuild read. */
  readonly inputs: Iterable<string>;
  readonly written: readonly string[];
}

/** Keeps no record of a bundling during which a file that it read was changed. */
export async function saveBundleRecord(
  file: string,
  root: string,
  { made, begunAt, inputs, written }: Bundling,
): Promise<void> {
  const paths = await listRead(root, inputs);
  const entries: Entries = {
    made,
    read: await hashFiles(root, paths),
    written: await hashFiles(root, written),
  };
  const changedAt = await Promise.all(paths.map((path) => readChangeTime(join(root, path))));
  if (changedAt.some((at) => at >= begunAt)) return rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  await writeFile(draft, JSON.stringify(entries));
  await rename(draft, file);
}

/** An input of a package depends on that package's description too: it says which of its files is meant. */
async function listRead(root: string, inputs: Iterable<string>): Promise<readonly string[]> {
  const own = relative(root, import.meta.dirname);
  const plugins = (await readdir(import.meta.dirname)).map((name) => join(own, name));
  const read = new Set([...alwaysRead, ...plugins]);
  for (const input of inputs) {
    // A name space of a plugin: its content follows from the plugin.
    if (/^[\w-]+:/.test(input)) continue;
    read.add(input);
    const folder = packageFolder.exec(input)?.[0];
    if (folder !== undefined) read.add(`${folder}package.json`);
  }
  return [...read];
}

async function hashFiles(root: string, paths: readonly string[]): Promise<Hashes> {
  const hashes = paths.map(async (path) => {
    const contents = await readFile(join(root, path)).catch(() => undefined);
    const hash = contents === undefined ? absent : createHash('sha256').update(contents).digest('base64');
    return [path, hash] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

/** Epoch ms; 0 for a file that is absent. */
async function readChangeTime(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** An unreadable record costs time only. */
async function readEntries(file: string): Promise<Entries | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Entries;
  } catch {
    return undefined;
  }
}
