/** The size of an item as DynamoDB counts it for its 400 KB limit and its bill, attribute names included. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attributes.ts';

/** DynamoDB's limit is 400 KB; the rest is left for rounding in its own count of numbers. */
export const largestItem = 400 * 1024 - 4096;

/** Bytes. Source: "DynamoDB item sizes and formats" in the developer guide. */
export function measureItem(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + countBytes(name) + measureValue(value), 0);
}

function measureValue(value: AttributeValue): number {
  if (value.S !== undefined) return countBytes(value.S);
  if (value.N !== undefined) return measureNumber(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.L !== undefined) return value.L.reduce((sum, inner) => sum + 1 + measureValue(inner), 3);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + measureItem(value.M);
  return 1;
}

/** One byte per two significant digits, one for the exponent, one for a minus sign. */
function measureNumber(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function countBytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
