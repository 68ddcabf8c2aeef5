/** Writes the members of a segment as CSV (RFC 4180), safe to open in a spreadsheet. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type Profile, readStated } from '../../engine/model/profile.ts';
import { UsageError } from '../terminal/command-result.ts';

const columns = ['profileId', 'userId', 'email', 'phone', 'since'] as const;

export interface SegmentExport {
  add(profile: Profile, since: number | undefined): void;
  close(): void;
}

/** Never writes over a file. Throws UsageError. */
export function openSegmentExport(path: string): SegmentExport {
  const file = open(path);
  const write = (cells: readonly string[]) => writeSync(file, `${cells.map(toCell).join(',')}\r\n`);
  write(columns);
  return {
    add(profile, since) {
      write([
        profile.id,
        profile.userId ?? '',
        readText(profile, 'email'),
        readText(profile, 'phone'),
        since === undefined ? '' : new Date(since).toISOString(),
      ]);
    },
    close: () => closeSync(file),
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new UsageError(
      isThere ? `${path} exists already.` : `${path} cannot be written.`,
      'Name a new file in a folder that exists.',
    );
  }
}

function readText(profile: Profile, trait: string): string {
  const value = readStated(profile, trait);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A spreadsheet would run a cell that begins like a formula: an apostrophe makes it text. */
export function toCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
