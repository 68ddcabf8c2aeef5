/** Reads the text of a cell, as spreadsheets write it, as a value; or says why it is none, without the value. */
import type { Json } from '../../engine/base/json.ts';
import { normalizePhone } from '../../engine/channels/normalize-phone.ts';
import { readNationalPhone } from '../../engine/identity/identity-rules.ts';
import { daysInMonth, fromCivil, toCivil } from '../../engine/time/calendar.ts';
import { fromLocal, hasOffset, parseLocalMoment } from '../../engine/time/local-time.ts';
import type { DateOrder, ValueFormat, ValueType } from './mapping.ts';

export type Cell =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: string };

const good = (value: Json): Cell => ({ ok: true, value });
const bad = (problem: string): Cell => ({ ok: false, problem });

/** Digits that a spreadsheet replaced: 3.93E+11. They cannot be restored. */
const exponent = /^[+-]?\d+(?:[.,]\d+)?E[+-]?\d+$/i;
const errorCell = /^#(?:N\/A|NV|REF!|VALUE!|WERT!|DIV\/0!|NAME\?|NUM!|NULL!|CALC!|SPILL!|####*)$/i;

/** `text` is trimmed and not empty. */
export function readCell(given: string, type: ValueType, format: ValueFormat): Cell {
  // As the reject file of an import writes a cell that a spreadsheet would run, and as shops write ids and postal codes.
  const text = given.replace(/^'(?=[=+\-@]|[A-Z -]*\d[\dA-Z -]*$)/, '');
  if (errorCell.test(text)) return bad('an error value of a spreadsheet');
  const quoted = /^="(.*)"$/s.exec(text)?.[1];
  if (quoted !== undefined) return readCell(quoted.replaceAll('""', '"'), type, format);
  if (text.startsWith('=')) return bad('a formula: save its value instead');
  return readers[type](text, format);
}

const readers: Readonly<Record<ValueType, (text: string, format: ValueFormat) => Cell>> = {
  text: (text) =>
    exponent.test(text) && /E\+\d\d$/i.test(text)
      ? bad('digits replaced by an exponent (E+11): format the column as text')
      : good(text),
  number: readNumber,
  boolean: readBoolean,
  date: readDate,
  time: readTime,
  email: (text) =>
    /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(text)
      ? good(text.toLowerCase())
      : bad('no email address'),
  phone: readPhone,
};

function readNumber(text: string, { decimal }: ValueFormat): Cell {
  const plain = text
    .replace(/[\s\u00a0\u202f'\u2019]/g, '')
    .replace(/^[$\u20ac\u00a3]|[$\u20ac\u00a3]$/g, '');
  const form =
    decimal === ','
      ? /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/
      : /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;
  if (!form.test(plain)) return bad(`no number with a decimal ${decimal === ',' ? 'comma' : 'point'}`);
  const value = Number(
    decimal === ',' ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', ''),
  );
  return Number.isFinite(value) ? good(value) : bad('a number that is too large');
}

const words = new Map([
  ...['true', 'yes', 'y', '1', 'x', 'wahr', 'ja', 'si', 's\u00ec', 'vero', 'oui', 'vrai'].map(
    (word) => [word, true] as const,
  ),
  ...['false', 'no', 'n', '0', 'falsch', 'nein', 'falso', 'non', 'faux'].map(
    (word) => [word, false] as const,
  ),
]);

export function readBoolean(text: string): Cell {
  const value = words.get(text.toLowerCase());
  return value === undefined ? bad('neither a yes nor a no') : good(value);
}

/** As it is stored: `2026-12-31`. */
function readDate(text: string, { dates }: ValueFormat): Cell {
  const read = splitDate(text, dates);
  if (read === undefined || read.rest !== '') return bad(`no date of the order ${dates}`);
  const { year, month, day } = read;
  return good(toIsoDate(year, month, day));
}

/** As touchpoints have it: ISO 8601 in UTC. */
function readTime(text: string, { dates, timezone }: ValueFormat): Cell {
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) {
    const isUtc = !hasOffset(text) && timezone === 'UTC';
    const at = parseLocalMoment(text.replace(' ', 'T') + (isUtc ? 'Z' : ''), timezone);
    return at === undefined ? bad('no time') : good(new Date(at).toISOString());
  }
  const read = splitDate(text, dates);
  const clock = read && /^(?:[T ,]\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/.exec(read.rest);
  if (read === undefined || clock === null || clock === undefined)
    return bad(`no time of the order ${dates}`);
  const [hour = 0, minute = 0, second = 0] = clock.slice(1).map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return bad('no time of a day');
  const shown = fromCivil(read.year, read.month, read.day) + ((hour * 60 + minute) * 60 + second) * 1000;
  return good(new Date(timezone === 'UTC' ? shown : fromLocal(toCivil(shown), timezone)).toISOString());
}

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly rest: string;
}

/** A year has four digits: of two, the century is a guess. ISO dates have one order only. */
function splitDate(text: string, order: DateOrder): DateParts | undefined {
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(.*)$/s.exec(text);
  const other = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(.*)$/s.exec(text);
  if (iso !== null) return checkDate(iso[1], iso[3], iso[4], iso[5]);
  if (other === null || order === 'YMD') return undefined;
  const [, first, , second, year, rest] = other;
  return order === 'DMY' ? checkDate(year, second, first, rest) : checkDate(year, first, second, rest);
}

function checkDate(y?: string, m?: string, d?: string, rest = ''): DateParts | undefined {
  const [year, month, day] = [Number(y), Number(m), Number(d)];
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return isDate ? { year, month, day, rest } : undefined;
}

function toIsoDate(year: number, month: number, day: number): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** In the form that identifies a person: the zero that is dialled within a country only is left out. */
function readPhone(text: string, { phonePrefix }: ValueFormat): Cell {
  if (exponent.test(text)) return bad('a phone number as an exponent (E+11): format the column as text');
  const number = phonePrefix === undefined ? normalizePhone(text) : readNationalPhone(text, phonePrefix);
  return number === undefined ? bad('no phone number with a country code (+39...)') : good(number);
}
