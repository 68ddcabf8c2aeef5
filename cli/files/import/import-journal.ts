/** The files beside an imported file: the checkpoint, from which it continues, and the rejected rows. */
import { appendFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { type ImportJournal, type ImportProgress, noProgress } from '../../../app/import/import-rows.ts';
import type { RejectedRow } from '../../../app/import/map-row.ts';
import type { ImportMapping } from '../../../app/import/mapping.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';

/** Of one file, with one mapping, into one stage: anything else starts from the first row. */
export interface ImportKey {
  readonly file: string;
  readonly mapping: string;
  readonly target: string;
}

export interface Checkpoint extends ImportProgress {
  readonly key: ImportKey;
  readonly isDone: boolean;
  /** What an undo needs; absent in checkpoints of former versions. */
  readonly origin?: ImportOrigin;
  /** Size of the reject file. */
  readonly rejectBytes: number;
}

export interface ImportOrigin {
  /** As the user wrote it: a path, or `s3://bucket/key`. */
  readonly place: string;
  readonly mapping: ImportMapping;
}

export interface FileJournal extends ImportJournal {
  readonly done: ImportProgress;
  readonly isDone: boolean;
  readonly rejectFile: string;
  readonly checkpointFile: string;
  /** Of the file: written above the first rejected row. */
  setHeader(header: readonly string[]): void;
  finish(): void;
}

/** `isFresh`: an earlier attempt is not continued. */
export function openJournal(
  file: string,
  key: ImportKey,
  isFresh: boolean,
  origin?: ImportOrigin,
): FileJournal {
  const [checkpointFile, rejectFile] = [`${file}.import.json`, `${file}.rejected.csv`];
  const found = isFresh ? undefined : readCheckpoint(checkpointFile, key);
  let header: readonly string[] = [];
  const first = { ...noProgress, key, isDone: false, rejectBytes: 0, ...omitAbsent({ origin }) };
  let last: Checkpoint = found ?? first;
  // Rows after the checkpoint are processed again, and rejected again.
  if (existsSync(rejectFile)) truncateSync(rejectFile, last.rejectBytes);
  const write = (next: Checkpoint): void => {
    last = next;
    writeFileSync(`${checkpointFile}.new`, `${JSON.stringify(next)}\n`);
    renameSync(`${checkpointFile}.new`, checkpointFile);
  };
  return {
    done: { rows: last.rows, sent: last.sent, rejected: last.rejected },
    isDone: last.isDone,
    rejectFile,
    checkpointFile,
    setHeader(columns) {
      header = columns;
    },
    async keep(progress, rejected) {
      const lines = rejected.map(formatRejected);
      const isFirst = last.rejectBytes === 0 && lines.length > 0;
      const text = [
        ...(isFirst ? [`\ufeff${formatRecord([...rejectColumns, ...header])}`] : []),
        ...lines,
      ].join('');
      if (text !== '') appendFileSync(rejectFile, text);
      write({ ...last, ...progress, rejectBytes: last.rejectBytes + Buffer.byteLength(text) });
    },
    finish: () => write({ ...last, isDone: true }),
  };
}

/** The next attempt begins with the first row. The file and its mapping stay known, for another look at what is undone. */
export function resetCheckpoint(checkpointFile: string): void {
  const found = JSON.parse(readFileSync(checkpointFile, 'utf8')) as Checkpoint;
  const reset: Checkpoint = { ...found, ...noProgress, isDone: false, rejectBytes: 0 };
  writeFileSync(`${checkpointFile}.new`, `${JSON.stringify(reset)}\n`);
  renameSync(`${checkpointFile}.new`, checkpointFile);
}

const rejectColumns = ['import_line', 'import_column', 'import_reason'];

function formatRejected({ line, column = '', reason, raw }: RejectedRow): string {
  return formatRecord([String(line), column, reason, ...raw]);
}

/** For Excel too: a cell that it would run as a formula begins with an apostrophe. */
export function formatRecord(cells: readonly string[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

function formatCell(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^[+-]?[\d.,\s]+$/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function readCheckpoint(file: string, key: ImportKey): Checkpoint | undefined {
  if (!existsSync(file)) return undefined;
  const found = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint;
  const isSame = JSON.stringify(found.key) === JSON.stringify({ ...omitAbsent({ ...key }) });
  return isSame ? found : undefined;
}
