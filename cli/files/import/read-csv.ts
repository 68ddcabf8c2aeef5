/** Reads the records of a CSV as a stream, with constant memory. */
import { pipeline, Readable } from 'node:stream';
import { CsvError, type InfoRecord, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import type { ImportRow } from '../../../app/import/map-row.ts';
import { foldHeader } from '../../../app/import/mapping.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { fileColumn, originProblem, readOrigin, rejectColumns } from './reject-columns.ts';

export interface CsvSettings {
  readonly encoding: string;
  readonly delimiter: string;
  /** Lines before the header that are not part of the table. */
  readonly skippedLines: number;
  /** False: the first record is data. */
  readonly header: boolean;
  /** It begins with the columns of a reject file, which are no data. */
  readonly isRejectFile: boolean;
}

export interface CsvRecord {
  /** The first line of the record, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A record with a quote that is never closed would otherwise hold the rest of the file. */
const largestRecord = 1_000_000;

/** All records with the header; blank lines are skipped. Throws UsageError where the quotes cannot be read. */
export async function* readRecords(
  bytes: AsyncIterable<Buffer>,
  { encoding, delimiter, skippedLines }: Omit<CsvSettings, 'header' | 'isRejectFile'>,
): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter,
    from_line: skippedLines + 1,
    info: true,
    max_record_size: largestRecord,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // A failure of any of them destroys the parser with it, and the loop throws it.
  pipeline(Readable.from(bytes), iconv.decodeStream(encoding), parser, () => undefined);
  let countedTwice = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<InfoOfRecord>) {
      countedTwice += countBreaks(record, /\r\n/g);
      yield { line: info.lines - countedTwice - countBreaks(record, /\r\n|\n|\r/g), cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? explain(error) : error;
  } finally {
    parser.destroy();
  }
}

interface InfoOfRecord {
  readonly record: string[];
  readonly info: InfoRecord;
}

/** The parser counts CRLF inside quotes as two lines. */
function countBreaks(cells: readonly string[], form: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(form)?.length ?? 0), 0);
}

function explain(error: CsvError): UsageError {
  const line = typeof error['lines'] === 'number' ? error['lines'] : undefined;
  return new UsageError(
    `The quotes of the file cannot be read${line === undefined ? '' : ` up to line ${line}`} (${error.code}).`,
    'A cell with quotes, line ends or delimiters is written as "...", and a quote in it as "". Correct the line, and import again: what was sent counts once.',
  );
}

/** The header of each column: an empty one is `column 3`, a repeated one `Name (2)`. */
export function nameColumns(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((text, index) => {
    const name = text.trim().replace(/\s+/g, ' ') || `column ${index + 1}`;
    const times = (seen.get(foldHeader(name)) ?? 0) + 1;
    seen.set(foldHeader(name), times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** The header is read; the rows follow, without those that have empty cells only. A file without a record has neither. */
export async function* readRows(
  bytes: AsyncIterable<Buffer>,
  settings: CsvSettings,
  onHeader: (columns: readonly string[], raw: readonly string[]) => void,
): AsyncGenerator<ImportRow> {
  let keys: readonly string[] | undefined;
  let noted = 0;
  for await (const { line, cells: read } of readRecords(bytes, settings)) {
    if (keys === undefined) noted = settings.isRejectFile ? countNoted(read) : 0;
    const cells = noted === 0 ? read : readRejected(read, noted);
    if (keys === undefined) {
      const header = settings.header ? cells : cells.map(() => '');
      const columns = nameColumns(header);
      keys = columns.map(foldHeader);
      onHeader(columns, settings.header ? cells : columns);
      if (settings.header) continue;
    }
    if (cells.every((cell) => cell.trim() === '')) continue;
    const row = toRow(line, cells, keys);
    yield noted > rejectColumns.length ? addOrigin(row, read) : row;
  }
}

/** How many columns of a reject file are notes. */
function countNoted(header: readonly string[]): number {
  return rejectColumns.length + (header[rejectColumns.length] === fileColumn ? 1 : 0);
}

/** As the cells were before format-record.ts wrote them. */
function readRejected(cells: readonly string[], noted: number): string[] {
  return cells.slice(noted).map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, ''));
}

function addOrigin(row: ImportRow, cells: readonly string[]): ImportRow {
  const origin = readOrigin(cells[0] ?? '', cells[rejectColumns.length] ?? '');
  if (origin === 'changed') return { ...row, problem: originProblem };
  return { ...row, ...omitAbsent({ origin }) };
}

function toRow(line: number, cells: readonly string[], keys: readonly string[]): ImportRow {
  const isLonger = cells.slice(keys.length).some((cell) => cell.trim() !== '');
  const found = new Map(keys.map((key, index) => [key, cells[index] ?? '']));
  const row = { line, cells: found, raw: cells };
  if (isLonger || cells.length < keys.length)
    return { ...row, problem: `${cells.length} cells, but the header has ${keys.length}` };
  if (cells.some((cell) => cell.includes('\ufffd')))
    return { ...row, problem: 'characters that are not of the encoding of the file: see format.encoding' };
  return row;
}
