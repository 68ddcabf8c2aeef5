/**
 * Files delivered rows by table and by the UTC day of their event: Firehose delivers them by the time of their arrival. A
 * crash repeats rows, which views remove, and loses none: delivered files are removed after their rows are filed.
 */

import { createHash } from 'node:crypto';
import { MINUTE } from '../../engine/base/time-units.ts';
import { type LakeFiles, lakeTables } from '../ports/lake.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

export interface PartitionDependencies {
  readonly files: LakeFiles;
  readonly telemetry: Telemetry;
  remainingMilliseconds(): number;
}

export interface PartitionResult {
  /** Delivered files that were filed. */
  readonly delivered: number;
  /** Files that were written: one per table and day of a group. */
  readonly written: number;
  readonly rows: number;
  /** Of files whose content is no row: they are in `unreadable/`. */
  readonly unreadable: number;
  /** The next run continues. */
  readonly isComplete: boolean;
}

/** Characters of rows in memory at a time: twice that in bytes. */
const groupLength = 100_000_000;
/** Milliseconds that a group may need. */
const groupTime = MINUTE;

/** Every row begins so, and is one line: the rest is not parsed. */
const rowStart = /^\{"table":"([a-z]+)","day":"([+-]?\d{4,6}-\d\d-\d\d)",/;
const tables: ReadonlySet<string> = new Set(lakeTables);

interface Group {
  readonly keys: readonly string[];
  /** Lines by `touchpoints/day=2026-11-24`. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  readonly unreadable: readonly string[];
}

/** Throws the error of a failed call: the next run repeats the group. */
export async function partitionRows(dependencies: PartitionDependencies): Promise<PartitionResult> {
  const { files, telemetry, remainingMilliseconds } = dependencies;
  const sum = { delivered: 0, written: 0, rows: 0, unreadable: 0 };
  for (;;) {
    const keys = await files.listDelivered();
    if (keys.length === 0) return { ...sum, isComplete: true };
    let left = keys;
    while (left.length > 0) {
      if (remainingMilliseconds() < groupTime) return { ...sum, isComplete: false };
      const { group, rest } = await readGroup(files, left);
      await fileGroup(files, group);
      for (const lines of group.folders.values()) sum.rows += lines.length;
      sum.delivered += group.keys.length;
      sum.written += group.folders.size;
      sum.unreadable += group.unreadable.length;
      telemetry.count('LakeRowsUnreadable', group.unreadable.length);
      left = rest;
    }
  }
}

async function readGroup(
  files: LakeFiles,
  keys: readonly string[],
): Promise<{ readonly group: Group; readonly rest: readonly string[] }> {
  const read: string[] = [];
  const folders = new Map<string, string[]>();
  const unreadable: string[] = [];
  let length = 0;
  let next = 0;
  for (; next < keys.length && length < groupLength; next++) {
    const key = keys[next] ?? '';
    const text = await files.read(key);
    // Another run has filed it.
    if (text === undefined) continue;
    read.push(key);
    length += text.length;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const [, table = '', day = ''] = rowStart.exec(line) ?? [];
      if (!tables.has(table)) {
        unreadable.push(line);
        continue;
      }
      const folder = `${table}/day=${day}`;
      const lines = folders.get(folder);
      if (lines === undefined) folders.set(folder, [line]);
      else lines.push(line);
    }
  }
  return { group: { keys: read, folders, unreadable }, rest: keys.slice(next) };
}

/**
 * The name of a file comes from the delivered files that it has the rows of: two runs that have read different ones never
 * overwrite each other's file.
 */
async function fileGroup(files: LakeFiles, { keys, folders, unreadable }: Group): Promise<void> {
  if (keys.length === 0) return;
  const name = createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 32);
  for (const [folder, lines] of folders) {
    await files.write(`${folder}/${name}.json.gz`, `${lines.join('\n')}\n`);
  }
  if (unreadable.length > 0) await files.write(`unreadable/${name}.json.gz`, `${unreadable.join('\n')}\n`);
  for (const key of keys) await files.remove(key);
}
