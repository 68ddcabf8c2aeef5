/** Parser of options that take a whole number. */
import { InvalidArgumentError } from 'commander';

/** Throws what commander explains to the person. */
export function parseWholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('Give a whole number from 1.');
}
