/** Which rows of an import are about people who were erased: the stage drops them. Nothing else of the stage is read. */
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { TouchpointLine } from '../ingest/touchpoint-line.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import { findMarked } from '../rights/find-marked.ts';
import { isOfDevice } from '../rights/leave-out-erased.ts';
import { nameKey } from '../rights/person-trace.ts';
import { toTouchpoint } from './find-people.ts';

export interface CountedRows {
  rows: number;
  /** The first ones. */
  readonly lines: number[];
}

export interface ErasedRows {
  readonly dropped: CountedRows;
  /** With ids that are not erased: whether the stage knows one of them decides, and is not asked here. */
  readonly doubtful: CountedRows;
}

const shownLines = 20;

export const noErasedRows = (): ErasedRows => ({
  dropped: { rows: 0, lines: [] },
  doubtful: { rows: 0, lines: [] },
});

export function countRow(rows: CountedRows, line: number): void {
  rows.rows += 1;
  if (rows.lines.length < shownLines) rows.lines.push(line);
}

export function addErased(known: ErasedRows, { dropped, doubtful }: ErasedRows): ErasedRows {
  const add = (left: CountedRows, right: CountedRows): CountedRows => ({
    rows: left.rows + right.rows,
    lines: [...left.lines, ...right.lines].slice(0, shownLines),
  });
  return { dropped: add(known.dropped, dropped), doubtful: add(known.doubtful, doubtful) };
}

/** `now`: epoch ms. One read per different id. */
export async function findErasedRows(
  register: Pick<ErasureReader, 'find'>,
  lines: readonly TouchpointLine[],
  policy: IdentityPolicy | undefined,
  now: number,
): Promise<ErasedRows> {
  const found = noErasedRows();
  const rows = lines.map(({ line, touchpoint }) => {
    return { line, keys: readIdentifiers(toTouchpoint(touchpoint, now), policy).keys };
  });
  const keys = new Map(rows.flatMap((row) => row.keys.map((key) => [nameKey(key), key] as const)));
  const erased = new Set((await findMarked(register, [...keys.values()])).map(nameKey));
  for (const row of rows) {
    const gone = row.keys.filter((key) => erased.has(nameKey(key)));
    // As in leave-out-erased.ts: a browser or a phone can be another person's.
    if (gone.length === 0 || (gone.length < row.keys.length && gone.every(isOfDevice))) continue;
    const isDropped = gone.length === row.keys.length || gone.some(({ type }) => type === 'userId');
    countRow(isDropped ? found.dropped : found.doubtful, row.line);
  }
  return found;
}
