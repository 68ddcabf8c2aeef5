/** The first columns of a reject file: why a row was rejected, and which row of which file it is. */
import type { RejectedRow, RowOrigin } from '../../../app/import/map-row.ts';

/** What an import recognizes a reject file by. */
export const rejectColumns = ['import_line', 'import_column', 'import_reason'] as const;

/** The last one; reject files of former versions lack it. */
export const fileColumn = 'import_file';

/** Begins with a letter: a spreadsheet would round a hash of digits only. */
const fileForm = /^import-([0-9a-f]{16})$/;

/** A row that is rejected again stays that of the first file. `importId`: of the file that is read. */
export function describeOrigin(
  { line, origin }: Pick<RejectedRow, 'line' | 'origin'>,
  importId: string,
): { readonly line: number; readonly file: string } {
  const { importId: id, line: first } = origin ?? { importId, line };
  return { line: first, file: `import-${id}` };
}

/**
 * Undefined: both are empty, as in a row that its author has added. A cell that was changed is a problem: the row would
 * count as another one.
 */
export function readOrigin(line: string, file: string): RowOrigin | 'changed' | undefined {
  if (line.trim() === '' && file.trim() === '') return undefined;
  const [, importId] = fileForm.exec(file.trim()) ?? [];
  const number = /^\d{1,15}$/.test(line.trim()) ? Number(line.trim()) : 0;
  return importId === undefined || number === 0 ? 'changed' : { importId, line: number };
}

export const originProblem =
  'import_line or import_file was changed: they say which row of which file this is. Restore both, or empty both if the row is a new one';
