/**
 * Remembers what bundling has minified: swc takes 5 s for all bundles, and most are unchanged. A record contains the
 * hashes of the text before and after; the text after is the file that was written then.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Hashes of the text before and of the text after. */
interface Entry {
  readonly before: string;
  readonly after: string;
}

/** By path. */
type Entries = Readonly<Record<string, Entry>>;

export interface MinifyRecord {
  /** The contents of the file at `path`, if it is the minified form of `before`. */
  find(path: string, before: string): Promise<Buffer | undefined>;
  note(path: string, before: string, after: string): void;
  /** Call once the files are written: saves what was found and added. */
  save(): Promise<void>;
}

/** `made` names the tool and its options: with another one, everything is minified again. */
export async function openMinifyRecord(file: string, made: string): Promise<MinifyRecord> {
  const known = await readEntries(file);
  const noted: Record<string, Entry> = {};
  return {
    async find(path, before) {
      const entry = known[path];
      if (entry?.before !== hash(made + before)) return undefined;
      const present = await readFile(path).catch(() => undefined);
      if (present === undefined || hash(present) !== entry.after) return undefined;
      noted[path] = entry;
      return present;
    },
    note(path, before, after) {
      noted[path] = { before: hash(made + before), after: hash(after) };
    },
    async save() {
      await mkdir(dirname(file), { recursive: true });
      const draft = `${file}.${process.pid}.draft`;
      await writeFile(draft, JSON.stringify(noted));
      await rename(draft, file);
    },
  };
}

/** An unreadable record costs time only. */
async function readEntries(file: string): Promise<Entries> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text) as Entries;
  } catch {
    return {};
  }
}

function hash(contents: string | Uint8Array): string {
  return createHash('sha256').update(contents).digest('base64');
}
