/** Checks that a document fits into the table, and into the minute in which all documents are validated. */
import type { Finding } from '../problems/problem.ts';

/** DynamoDB accepts items of 400 KB: the rest is for keys and for the problems shown on the item. */
export const maxDocumentBytes = 380 * 1024;
/** Keys of maps and entries of lists, at any depth. */
export const maxDocumentValues = 10_000;

interface Size {
  bytes: number;
  values: number;
}

/** What is wrong with the size of a document; undefined = nothing. Stops counting where a limit is exceeded. */
export function explainSize(document: object): Finding | undefined {
  const size = { bytes: 0, values: 0 };
  const open: unknown[] = [document];
  while (open.length > 0 && size.values <= maxDocumentValues) addSize(open.pop(), size, open);
  if (size.values > maxDocumentValues) {
    const remedy = `This document has more than ${maxDocumentValues.toLocaleString('en-US')} keys and list entries: split it into several documents.`;
    return { segments: [], remedy, code: 'too_large' };
  }
  if (size.bytes > maxDocumentBytes) {
    const remedy = `This document has ${formatKilobytes(size.bytes)}; the maximum is ${formatKilobytes(maxDocumentBytes)}: shorten its content.`;
    return { segments: [], remedy, code: 'too_large' };
  }
  return undefined;
}

/** `412 KB`, rounded up. */
export function formatKilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024).toLocaleString('en-US')} KB`;
}

/** Bytes of a text in UTF-8, without encoding it. */
export function countBytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // A surrogate pair is two units and four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** Counts as DynamoDB does, within a few bytes. */
function addSize(value: unknown, size: Size, open: unknown[]): void {
  if (typeof value === 'string') size.bytes += countBytes(value);
  else if (typeof value === 'number') size.bytes += 12;
  else if (typeof value !== 'object' || value === null) size.bytes += 1;
  else {
    const names = Array.isArray(value) ? [] : Object.keys(value);
    const inner: unknown[] = Object.values(value);
    size.bytes += 3 + inner.length + names.reduce((sum, name) => sum + countBytes(name), 0);
    size.values += inner.length;
    for (const item of inner) open.push(item);
  }
}
