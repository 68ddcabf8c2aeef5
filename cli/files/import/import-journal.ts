/** The files beside an imported file: the checkpoint, from which it continues, and the rejected rows. */
import { existsSync, readFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { addErased, type ErasedRows, noErasedRows } from '../../../app/import/find-erased-rows.ts';
import { type ImportProgress, noProgress } from '../../../app/import/import-rows.ts';
import type { RejectedRow } from '../../../app/import/map-row.ts';
import type { ImportMapping } from '../../../app/import/mapping.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { appendPrivate, writePrivate } from '../write-private.ts';
import { formatRejected, formatRejectHeader, type RejectForm } from './format-record.ts';

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
  /** Rows about people who were erased; absent in checkpoints of former versions, and where the stage was not asked. */
  readonly erased?: ErasedRows;
  /** The stage's time of the first row (epoch ms); absent in checkpoints of former versions. */
  readonly startedAt?: number;
}

export interface ImportOrigin {
  /** As the user wrote it: a path, or `s3://bucket/key`. */
  readonly place: string;
  readonly mapping: ImportMapping;
}

/** Of the name of a checkpoint; before it is the name of the file. */
export const checkpointEnding = '.import.json';

export interface FileJournal {
  /** `erased`: of the rows since the last call. */
  keep(progress: ImportProgress, rejected: readonly RejectedRow[], erased?: ErasedRows): Promise<void>;
  readonly erased: () => ErasedRows | undefined;
  readonly done: ImportProgress;
  readonly isDone: boolean;
  readonly rejectFile: string;
  readonly checkpointFile: string;
  /** Of the file: written above the first rejected row. */
  setHeader(header: readonly string[]): void;
  finish(): void;
}

export interface JournalOptions {
  readonly key: ImportKey;
  /** An earlier attempt is not continued. */
  readonly isFresh: boolean;
  readonly origin?: ImportOrigin;
  readonly form: RejectForm;
  /** The stage's time (epoch ms). */
  readonly now: number;
}

export function openJournal(file: string, { key, isFresh, origin, form, now }: JournalOptions): FileJournal {
  const [checkpointFile, rejectFile] = [`${file}${checkpointEnding}`, `${file}.rejected.${form.type}`];
  const found = isFresh ? undefined : readCheckpoint(checkpointFile, key);
  let header: readonly string[] = [];
  const first = { ...noProgress, key, isDone: false, rejectBytes: 0, ...omitAbsent({ origin }) };
  const begun: Checkpoint = found ?? first;
  let last: Checkpoint = begun.rows === 0 ? { ...begun, startedAt: now } : begun;
  // Rows after the checkpoint are processed again, and rejected again. That of a finished import may have been corrected.
  if (!last.isDone && existsSync(rejectFile) && statSync(rejectFile).size > last.rejectBytes)
    truncateSync(rejectFile, last.rejectBytes);
  const write = (next: Checkpoint): void => {
    last = next;
    writePrivate(`${checkpointFile}.new`, `${JSON.stringify(next)}\n`);
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
    erased: () => last.erased,
    async keep(progress, rejected, erased) {
      const lines = rejected.map((row) => formatRejected(row, form, key.file));
      const isFirst = last.rejectBytes === 0 && lines.length > 0;
      const text = [...(isFirst ? [formatRejectHeader(header, form)] : []), ...lines].join('');
      if (text !== '') appendPrivate(rejectFile, text);
      write({
        ...last,
        ...progress,
        rejectBytes: last.rejectBytes + Buffer.byteLength(text),
        ...omitAbsent({ erased: erased && addErased(last.erased ?? noErasedRows(), erased) }),
      });
    },
    finish: () => write({ ...last, isDone: true }),
  };
}

/** The next attempt begins with the first row. The file and its mapping stay known, for another look at what is undone. */
export function resetCheckpoint(checkpointFile: string): void {
  const found = JSON.parse(readFileSync(checkpointFile, 'utf8')) as Checkpoint;
  const { erased: _, ...rest } = found;
  const reset: Checkpoint = { ...rest, ...noProgress, isDone: false, rejectBytes: 0 };
  writePrivate(`${checkpointFile}.new`, `${JSON.stringify(reset)}\n`);
  renameSync(`${checkpointFile}.new`, checkpointFile);
}

function readCheckpoint(file: string, key: ImportKey): Checkpoint | undefined {
  if (!existsSync(file)) return undefined;
  const found = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint;
  const isSame = JSON.stringify(found.key) === JSON.stringify({ ...omitAbsent({ ...key }) });
  return isSame ? found : undefined;
}
