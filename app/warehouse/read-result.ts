/**
 * Reads the CSV of a result from any record on: every value in quotes, a quote inside doubled, NULL without quotes, records
 * on lines of their own. The place after each record is exact, so that reading can continue there.
 */

export interface ResultRecord {
  /** First line of the record, from 1. */
  readonly line: number;
  /** NULL is the empty text. */
  readonly cells: readonly string[];
  /** Byte and line of the next record. */
  readonly next: { readonly byte: number; readonly line: number };
}

export class ResultUnreadableError extends Error {
  readonly code = 'result_unreadable';
  readonly line: number;
  constructor(line: number) {
    super(`The result has no CSV of the expected form from line ${line} on.`);
    this.name = 'ResultUnreadableError';
    this.line = line;
  }
}

const quote = 0x22;
const lineEnd = 0x0a;
/** A quote that never ends would otherwise hold the rest of the file. */
const longestRecord = 32 * 1024 * 1024;

/** `chunks` begin at `byte`, which is the start of a record. Throws ResultUnreadableError. */
export async function* readResult(
  chunks: AsyncIterable<Buffer>,
  { byte, line }: { readonly byte: number; readonly line: number },
): AsyncGenerator<ResultRecord> {
  let place = { byte, line };
  let rest: Buffer = Buffer.alloc(0);
  let scanned = 0;
  let isQuoted = false;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let index = scanned; index < rest.length; index += 1) {
      if (rest[index] === quote) isQuoted = !isQuoted;
      else if (rest[index] === lineEnd && !isQuoted) {
        const record = toRecord(rest.subarray(start, index), place, index + 1 - start);
        place = record.next;
        start = index + 1;
        yield record;
      }
    }
    rest = rest.subarray(start);
    scanned = rest.length;
    if (rest.length > longestRecord) throw new ResultUnreadableError(place.line);
  }
  if (rest.length > 0) yield toRecord(rest, place, rest.length);
}

function toRecord(
  bytes: Buffer,
  { byte, line }: { readonly byte: number; readonly line: number },
  length: number,
): ResultRecord {
  const text = bytes.toString('utf8').replace(/\r$/, '');
  const lines = 1 + (text.match(/\n/g)?.length ?? 0);
  return { line, cells: splitCells(text, line), next: { byte: byte + length, line: line + lines } };
}

const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;

/** A blank line is the NULL of the only column: one empty cell, as of every other record without a comma. */
function splitCells(text: string, line: number): string[] {
  const cells: string[] = [];
  cell.lastIndex = 0;
  for (;;) {
    const found = cell.exec(text);
    if (found === null) throw new ResultUnreadableError(line);
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '') return cells;
  }
}
