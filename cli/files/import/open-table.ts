/** Opens a file of rows: a CSV in any of Excel's forms, or JSON lines. */
import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import type { ImportRow } from '../../../app/import/map-row.ts';
import { foldHeader, type TableFormat } from '../../../app/import/mapping.ts';
import { isObject, type Json } from '../../../engine/base/json.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { tryParseJson } from '../read-lines.ts';
import { readTextLinesOf } from '../read-text.ts';
import type { ByteSource } from './byte-source.ts';
import { checkEncoding, detectDelimiter, detectEncoding, detectRejectFile } from './detect-format.ts';
import { type CsvSettings, readRows } from './read-csv.ts';
import { fileColumn, originProblem, readOrigin, rejectColumns } from './reject-columns.ts';

export interface Table {
  readonly type: 'csv' | 'jsonl';
  readonly encoding: string;
  readonly delimiter?: string;
  /** 16 hex digits of the SHA-256 of its unpacked bytes: names the import. */
  readonly hash: string;
  readonly bytes: number;
  /** Of a CSV: known with the first row. */
  readonly columns: readonly string[];
  /** As the file has it. */
  readonly header: readonly string[];
  readonly rows: AsyncIterable<ImportRow>;
}

const startBytes = 1 << 20;
const rowsRemedy = 'Name a CSV with a header, or a file with one JSON object per line.';

/** Reads the file once for its hash. Throws UsageError when it cannot be read. */
export async function openTable(source: ByteSource, format: TableFormat): Promise<Table> {
  const { start, hash, bytes } = await readStart(source);
  if (bytes === 0) throw new UsageError(`The file ${source.name} is empty.`, rowsRemedy);
  const type = format.type ?? (/\.(jsonl|ndjson)$/i.test(source.name) ? 'jsonl' : 'csv');
  if (type === 'jsonl')
    return { type, encoding: 'utf-8', hash, bytes, columns: [], header: [], rows: readObjects(source) };
  const table = { columns: [] as readonly string[], header: [] as readonly string[] };
  const settings = readSettings(start, format);
  const { encoding, delimiter } = settings;
  const rows = readRows(source.open(), settings, (columns, header) =>
    Object.assign(table, { columns, header }),
  );
  return Object.assign(table, { type, encoding, delimiter, hash, bytes, rows });
}

function readSettings(start: Buffer, format: TableFormat): CsvSettings {
  const rejected = detectRejectFile(start, format.encoding);
  if (rejected !== undefined) {
    const { encoding, delimiter, hasLine } = rejected;
    return { encoding, delimiter, skippedLines: hasLine ? 1 : 0, header: true, isRejectFile: true };
  }
  const encoding = checkEncoding(format.encoding ?? detectEncoding(start));
  const detected = detectDelimiter(iconv.decode(start, encoding));
  return {
    encoding,
    delimiter: format.delimiter ?? detected.delimiter,
    skippedLines: detected.hasLine ? 1 : 0,
    header: format.header,
    isRejectFile: false,
  };
}

async function readStart({
  name,
  open,
}: ByteSource): Promise<{ start: Buffer; hash: string; bytes: number }> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of open()) {
      if (bytes < startBytes) chunks.push(chunk);
      bytes += chunk.length;
      hash.update(chunk);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!['ENOENT', 'EISDIR', 'EACCES'].includes(code)) throw error;
    throw new UsageError(`The file ${name} cannot be read (${code}).`, rowsRemedy);
  }
  return { start: Buffer.concat(chunks), hash: hash.digest('hex').slice(0, 16), bytes };
}

async function* readObjects({ name, open }: ByteSource): AsyncGenerator<ImportRow> {
  for await (const { line, text } of readTextLinesOf(open(), name)) {
    if (text?.trim() === '') continue;
    const raw = [text ?? ''];
    const value = text === undefined ? undefined : tryParseJson(text);
    if (isObject(value)) yield addOrigin({ line, cells: flatten(value), raw }, value);
    else yield { line, cells: new Map(), raw, problem: 'no JSON object in UTF-8' };
  }
}

/** Of an object of a reject file; another one lacks the field. */
function addOrigin(row: ImportRow, value: Readonly<Record<string, unknown>>): ImportRow {
  const [line, file] = [value[rejectColumns[0]], value[fileColumn]];
  if (file === undefined || line === undefined) return row;
  const origin = readOrigin(String(line), String(file));
  if (origin === 'changed') return { ...row, problem: originProblem };
  return { ...row, ...omitAbsent({ origin }) };
}

/** Columns of objects are paths: `address.city`. An object is a column too. */
function flatten(value: Readonly<Record<string, unknown>>, prefix = ''): Map<string, Json> {
  const cells = new Map<string, Json>();
  for (const [name, each] of Object.entries(value)) {
    const path = prefix + name;
    cells.set(foldHeader(path), each as Json);
    if (isObject(each)) for (const entry of flatten(each, `${path}.`)) cells.set(...entry);
  }
  return cells;
}
