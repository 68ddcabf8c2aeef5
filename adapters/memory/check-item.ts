/** Refuses what DynamoDB refuses, so that tests in memory find it: numbers out of range, items over 400 KB. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../dynamodb/attributes.ts';
import { measureItem } from '../dynamodb/measure-item.ts';

const largest = 400 * 1024;
const mostDigits = 38;
const largestNumber = 9.99e125;

/** Has the name of DynamoDB's error: a retry would be refused too. */
export class ItemRefusedError extends Error {
  readonly code = 'item_refused';
  constructor(problem: string) {
    super(`DynamoDB would refuse the item: ${problem}. Store another value.`);
    this.name = 'ValidationException';
  }
}

/** Throws ItemRefusedError. */
export function checkItem(item: Item): void {
  for (const value of Object.values(item)) checkValue(value);
  const bytes = measureItem(item);
  if (bytes > largest) throw new ItemRefusedError(`it has ${bytes} bytes; the maximum is ${largest}`);
}

function checkValue(value: AttributeValue): void {
  if (value.N !== undefined) checkNumber(value.N);
  for (const inner of value.L ?? []) checkValue(inner);
  for (const inner of Object.values(value.M ?? {})) checkValue(inner);
}

function checkNumber(text: string): void {
  const digits = text.replace(/e.*$/i, '').replace(/[-.]/g, '').replace(/^0+/, '').length;
  const isHeld = Number.isFinite(Number(text)) && Math.abs(Number(text)) <= largestNumber;
  if (text === '' || !isHeld || digits > mostDigits)
    throw new ItemRefusedError(`${text} is outside its number range`);
}
