/**
 * Item sizes and on-demand request units as AWS bills them. Source: DynamoDB developer guide, "DynamoDB item sizes
 * and formats" and "DynamoDB read and write operations" (read 2026-11-22).
 */
import { type AttributeValue, type Item, measureName } from './values.ts';

/** Bytes; larger items are refused. */
export const maxItemSize = 400 * 1024;
/** Maximum nesting of maps and lists. */
export const maxNesting = 32;

/** Bytes of an item: names and values. */
export function measureItem(item: Item): number {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) size += measureName(name) + measureValue(value);
  }
  return size;
}

/** Write request units of one write: 1 KB steps of the larger of the two sizes in bytes. */
export function countWriteUnits(oldSize: number, newSize: number): number {
  return Math.max(1, Math.ceil(Math.max(oldSize, newSize) / 1024));
}

/** Read request units: 4 KB steps; half of them for an eventually consistent read; never zero. */
export function countReadUnits(size: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(size / 4096)) * (isConsistent ? 1 : 0.5);
}

/** Depth of maps and lists in an item's values; 0 when all are scalars. */
export function measureNesting(item: Item): number {
  let deepest = 0;
  for (const name in item) deepest = Math.max(deepest, measureDepth(item[name]));
  return deepest;
}

function measureDepth(value: AttributeValue | undefined): number {
  if (value?.M !== undefined) return 1 + measureNesting(value.M);
  if (value?.L === undefined) return 0;
  let deepest = 0;
  for (const element of value.L) deepest = Math.max(deepest, measureDepth(element));
  return 1 + deepest;
}

function measureValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return measureNumber(value.N);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + measureItem(value.M);
  if (value.L !== undefined) {
    return 3 + value.L.length + value.L.reduce((sum, element) => sum + measureValue(element), 0);
  }
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, number) => sum + measureNumber(number), 0);
  if (value.BS !== undefined)
    return value.BS.reduce((sum, bytes) => sum + Buffer.byteLength(bytes, 'base64'), 0);
  return 1;
}

/** One byte per two significant digits, one for the exponent, one more for a minus sign. */
function measureNumber(number: string): number {
  const digits = number.replace(/[-.]/g, '').replace(/^0+/, '');
  const significant = number.includes('.') ? digits : digits.replace(/0+$/, '');
  if (significant === '') return 1;
  return Math.ceil(significant.length / 2) + 1 + (number.startsWith('-') ? 1 : 0);
}
