/** Parsers of option values. */
import { InvalidArgumentError } from 'commander';
import { parseMoment } from '../../app/inspect/parse-moment.ts';

/** Of a repeatable option. */
export function collectValues(value: string, all: readonly string[] = []): string[] {
  return [...all, value];
}

/** Of an option that takes a whole number from 1. Throws an error that commander prints. */
export function parseWholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('Give a whole number of at least 1.');
}

/** Of an option that takes a number of hours, also 0. Throws an error that commander prints. */
export function parseHours(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('Give a whole number of hours, such as 24; 0 is at once.');
}

/** Of an option that takes a number of days: `90d`, or `90`. Throws an error that commander prints. */
export function parseDays(text: string): number {
  const [, days = ''] = /^(\d{1,5})d?$/.exec(text) ?? [];
  if (Number(days) >= 1) return Number(days);
  throw new InvalidArgumentError('Give a whole number of days of at least 1, such as 90d.');
}

/** Of an option that takes a day, such as `2026-11-29`. Throws an error that commander prints. */
export function parseDayOption(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && parseMoment(text) !== undefined) return text;
  throw new InvalidArgumentError('Give a day that exists, such as 2026-11-29.');
}

/** Of an option that takes a day or a moment; epoch ms. Throws an error that commander prints. */
export function parseMomentOption(text: string): number {
  const at = parseMoment(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(
    'Give a day that exists, such as 2026-11-22, or a moment such as 2026-11-22T10:00:00Z.',
  );
}
