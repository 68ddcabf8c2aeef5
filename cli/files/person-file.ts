/**
 * Writes one JSON object section by section, under a temporary name until it is whole. Nothing is held but one item.
 * Only the user who runs the command can read it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { UsageError } from '../terminal/command-result.ts';

/** A value, or the items of a list that are read while they are written. */
export type FileSection = readonly [name: string, content: unknown];

export interface WrittenFile {
  /** Of each list that was read while it was written. */
  readonly counts: Readonly<Record<string, number>>;
  readonly bytes: number;
}

/** Characters that are written with one call. */
const bufferLength = 64 * 1024;

/** Throws UsageError where the file is there already or cannot be written. */
export function checkPersonFile(path: string): void {
  if (existsSync(path))
    throw new UsageError(`${path} exists already.`, 'Name a new file in a folder that exists.');
}

/** After an error, no file is left. Throws UsageError. */
export async function writePersonFile(path: string, sections: readonly FileSection[]): Promise<WrittenFile> {
  checkPersonFile(path);
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  const file = await openNew(partial, path);
  try {
    const written = await writeSections(file, sections);
    await file.sync();
    await file.close();
    await giveName(partial, path);
    return written;
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(partial).catch(() => undefined);
    throw error;
  }
}

async function openNew(partial: string, path: string): Promise<FileHandle> {
  try {
    return await open(partial, 'wx', 0o600);
  } catch {
    throw new UsageError(`${path} cannot be written.`, 'Name a new file in a folder that exists.');
  }
}

/** A file that appeared meanwhile is not replaced, where the file system has hard links. */
async function giveName(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') checkPersonFile(path);
    await rename(partial, path);
    return;
  }
  await unlink(partial);
}

async function writeSections(file: FileHandle, sections: readonly FileSection[]): Promise<WrittenFile> {
  let buffer = '';
  let bytes = 0;
  const flush = async () => {
    bytes += (await file.write(buffer)).bytesWritten;
    buffer = '';
  };
  const write = async (text: string) => {
    buffer += text;
    if (buffer.length >= bufferLength) await flush();
  };
  const counts: Record<string, number> = {};
  await write('{');
  for (const [index, [name, content]] of [...sections].entries()) {
    await write(`${index === 0 ? '' : ','}\n  ${JSON.stringify(name)}: `);
    if (isList(content)) counts[name] = await writeList(content, write);
    else await write(indent(content, '  '));
  }
  // The last field shows that the file is whole.
  await write(`,\n  "counts": ${indent(counts, '  ')},\n  "isComplete": true\n}\n`);
  await flush();
  return { counts, bytes };
}

async function writeList(
  items: AsyncIterable<unknown>,
  write: (text: string) => Promise<void>,
): Promise<number> {
  let count = 0;
  await write('[');
  for await (const item of items) {
    await write(`${count === 0 ? '' : ','}\n    ${indent(item, '    ')}`);
    count++;
  }
  await write(count === 0 ? ']' : '\n  ]');
  return count;
}

function isList(content: unknown): content is AsyncIterable<unknown> {
  return typeof content === 'object' && content !== null && Symbol.asyncIterator in content;
}

function indent(value: unknown, by: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${by}`);
}
