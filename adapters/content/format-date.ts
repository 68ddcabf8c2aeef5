/** The `date` filters: in the requested zone, else the recipient's; the same on every machine. */
import { type FilterImplOptions, filters, type Liquid, toValue } from 'liquidjs';
import { readEpoch } from '../../engine/time/calendar.ts';
import { isZone } from '../../engine/time/zone-offset.ts';
import {
  decisionTime,
  defaultLanguage,
  type FilterContext,
  findReaderLanguage,
  readerZone,
} from './render-globals.ts';

/** A moment, or a date and time of day without a zone, which is shown unchanged. */
interface Moment {
  readonly date: Date;
  readonly form: 'moment' | 'local' | 'day';
}

export function registerDateFilters(engine: Liquid): void {
  const register = (name: string, filter: (this: FilterContext, ...args: unknown[]) => unknown) =>
    engine.registerFilter(name, filter as FilterImplOptions);
  register('date', formatDate);
  register('date_to_string', function (value) {
    return formatDate.call(this, value, '%d %b %Y');
  });
  register('date_to_long_string', function (value) {
    return formatDate.call(this, value, '%d %B %Y');
  });
  register('date_to_xmlschema', function (value) {
    return formatDate.call(this, value, '%Y-%m-%dT%H:%M:%S%:z');
  });
  register('date_to_rfc822', function (value) {
    return showMoment.call(this, value, '%a, %d %b %Y %H:%M:%S %z', undefined, defaultLanguage);
  });
}

function formatDate(this: FilterContext, value: unknown, format?: unknown, zone?: unknown): unknown {
  const written = toValue(format);
  const chosen = typeof written === 'string' && written !== '' ? written : undefined;
  return showMoment.call(this, value, chosen, zone, findReaderLanguage(this));
}

/** A value that is no date is shown unchanged. */
function showMoment(
  this: FilterContext,
  value: unknown,
  format: string | undefined,
  zone: unknown,
  language: string,
): unknown {
  const { globals } = this.context;
  const moment = readMoment(toValue(value), Reflect.get(globals, decisionTime));
  if (moment === undefined) return value;
  const shown = chooseZone(moment, toValue(zone), Reflect.get(globals, readerZone));
  const locale = chooseCalendar(language);
  const context = Object.create(this.context, { opts: { value: { ...this.context.opts, locale } } });
  return Reflect.apply(formatInZone, { context }, [moment.date, format, shown]);
}

const formatInZone: (...args: unknown[]) => unknown =
  typeof filters['date'] === 'function' ? filters['date'] : String;

/** Days and years are Gregorian, so the names of months must be too: Persian has its own calendar. */
function chooseCalendar(language: string): string {
  return new Intl.Locale(language, { calendar: 'gregory' }).toString();
}

/** A zone name, or minutes behind UTC. An invalid zone (of a trait, for example) counts as absent. */
function chooseZone({ form }: Moment, asked: unknown, recipient: unknown): string | number {
  if (form === 'day') return 0;
  if (typeof asked === 'number' && Math.abs(asked) <= maxOffset) return asked;
  if (typeof asked === 'string') {
    if (isZone(asked)) return asked;
    const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(asked) ?? [];
    const offset = Number(hours) * 60 + Number(minutes);
    if (offset <= maxOffset) return sign === '+' ? -offset : offset;
  }
  if (form === 'local') return 0;
  return typeof recipient === 'string' && isZone(recipient) ? recipient : 0;
}

const maxOffset = 14 * 60;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;
const localForm = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
const dateWord =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|[ap]m|t|z|utc|gmt|[ecmp][sd]t)$/i;
const zonedForm = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})(?:\s*\([^)]*\))?$/i;

function readMoment(value: unknown, now: unknown): Moment | undefined {
  if ((value === 'now' || value === 'today') && typeof now === 'number') return readNumber(now);
  if (typeof value === 'number') return readNumber(value);
  if (value instanceof Date) return checkMoment(value, 'moment');
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return readNumber(Number(text));
  if (/^\d{4}-/.test(text) && !isDayOfMonth(text)) return undefined;
  if (dayForm.test(text)) return checkMoment(new Date(`${text}T00:00:00Z`), 'day');
  if (localForm.test(text)) return checkMoment(new Date(`${text.replace(' ', 'T')}Z`), 'local');
  if (!looksLikeDate(text)) return undefined;
  if (zonedForm.test(text)) return checkMoment(new Date(text), 'moment');
  // Without a zone the machine's own would be used.
  return checkMoment(new Date(`${text} UTC`), 'local');
}

/** A number, and no words but those of a date: the platform reads a date in any text that ends with a number. */
function looksLikeDate(text: string): boolean {
  const plain = text.replace(/\([^()]*\)/g, '');
  const words = plain.match(/[a-z]+/gi) ?? [];
  return /\d/.test(plain) && !/[^\w\s,.:/+-]/.test(plain) && words.every((word) => dateWord.test(word));
}

/** The platform reads 30 February as 2 March. */
function isDayOfMonth(text: string): boolean {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
}

/** Seconds or milliseconds, by size, as in conditions and waits. */
function readNumber(value: number): Moment | undefined {
  return checkMoment(new Date(readEpoch(value) ?? Number.NaN), 'moment');
}

function checkMoment(date: Date, form: Moment['form']): Moment | undefined {
  return Number.isNaN(date.getTime()) ? undefined : { date, form };
}
