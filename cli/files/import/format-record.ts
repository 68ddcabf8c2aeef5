/** Writes the rejected rows of an import, in a form that the import reads again. */
import type { RejectedRow } from '../../../app/import/map-row.ts';
import { describeOrigin, fileColumn, rejectColumns } from './reject-columns.ts';

/** How the rows of a reject file are written: as the file that they are from. */
export interface RejectForm {
  readonly type: 'csv' | 'jsonl';
  /** Of a CSV. */
  readonly delimiter?: string;
}

/** UTF-8 with a byte order mark, which spreadsheets recognize. `header`: of the file. */
export function formatRejectHeader(header: readonly string[], { type, delimiter }: RejectForm): string {
  return type === 'jsonl'
    ? ''
    : `\ufeff${formatRecord([...rejectColumns, fileColumn, ...header], delimiter)}`;
}

/** `importId`: of the file that is read. */
export function formatRejected(row: RejectedRow, form: RejectForm, importId: string): string {
  const { column = '', reason, raw } = row;
  const { line, file } = describeOrigin(row, importId);
  if (form.type === 'csv') return formatRecord([String(line), column, reason, file, ...raw], form.delimiter);
  const note = JSON.stringify({
    ...{ import_line: line, import_column: column, import_reason: reason },
    [fileColumn]: file,
  });
  const [text = ''] = raw;
  const inner = readInner(text);
  // The text of an object stays as it is: large numbers would lose digits.
  if (inner === undefined) return `${note.slice(0, -1)},"import_text":${JSON.stringify(text)}}\n`;
  return `${note.slice(0, -1)}${inner === '' ? '' : `,${inner}`}}\n`;
}

/** What is between the braces of an object, without the notes of an earlier reject file. */
function readInner(text: string): string | undefined {
  const object = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (object === undefined || !isJson(text)) return undefined;
  return object.trim().replace(noteForm, '');
}

const noteForm =
  /^"import_line":\d+,"import_column":"(?:[^"\\]|\\.)*","import_reason":"(?:[^"\\]|\\.)*"(?:,"import_file":"[^"\\]*")?(?:,|$)/;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** For spreadsheets too: a cell that they would run as a formula begins with an apostrophe. */
export function formatRecord(cells: readonly string[], delimiter = ','): string {
  return `${cells.map((cell) => formatCell(cell, delimiter)).join(delimiter)}\r\n`;
}

function formatCell(cell: string, delimiter: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^[+-]?[\d.,\s]+$/.test(cell) ? `'${cell}` : cell;
  const isQuoted = /[",\r\n]|^\s|\s$/.test(safe) || safe.includes(delimiter);
  return isQuoted ? `"${safe.replaceAll('"', '""')}"` : safe;
}
