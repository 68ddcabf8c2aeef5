/** Parser of options whose value is a whole number. */
import { InvalidArgumentError } from 'commander';

/** Throws an error that commander prints. */
export function parseWholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('Give a whole number of at least 1.');
}
