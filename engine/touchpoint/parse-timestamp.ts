/** Reads an ISO 8601 date-time with its zone; the common forms without a regular expression. */
import { daysInMonth, fromCivil, parseMoment } from '../time/calendar.ts';

export type ParsedTimestamp =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly problem: 'invalid' | 'without_zone' };

const zoneForm = /(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/;
const dateTimeForm = /^\d{4}-\d\d-\d\d[Tt ]\d\d/;

/** Epoch ms of `2026-11-22T10:00:00Z`, `...00.123Z`, `...00+01:00`; undefined or a problem for anything else. */
export function parseTimestamp(text: string): ParsedTimestamp {
  const at = parseCommonForm(text);
  if (at !== undefined) return { ok: true, at };
  const parsed = parseMoment(text);
  if (parsed === undefined) return { ok: false, problem: 'invalid' };
  if (!dateTimeForm.test(text) || !zoneForm.test(text)) return { ok: false, problem: 'without_zone' };
  return { ok: true, at: parsed };
}

/** `YYYY-MM-DDTHH:MM:SSZ` and `YYYY-MM-DDTHH:MM:SS.mmmZ`, nearly all timestamps. */
function parseCommonForm(text: string): number | undefined {
  const length = text.length;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 90) return undefined;
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') {
    return undefined;
  }
  if (length === 24 && text[19] !== '.') return undefined;
  const year = readDigits(text, 0, 4);
  const month = readDigits(text, 5, 7);
  const day = readDigits(text, 8, 10);
  const hour = readDigits(text, 11, 13);
  const minute = readDigits(text, 14, 16);
  const second = readDigits(text, 17, 19);
  const milliseconds = length === 24 ? readDigits(text, 20, 23) : 0;
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && milliseconds >= 0)) return undefined;
  if (!(day <= 28 || day <= daysInMonth(year, month))) return undefined;
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) return undefined;
  return fromCivil(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
}

/** NaN when one of them is not a digit. */
function readDigits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
