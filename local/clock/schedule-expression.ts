/** `rate(...)`, `cron(...)` and `at(...)` expressions of EventBridge rules and schedules, in UTC. */

import { DAY, HOUR, MINUTE } from './time-units.ts';

export class ScheduleInvalidError extends Error {
  readonly code = 'schedule_invalid';
  constructor(expression: string, found: string) {
    super(
      `Not a schedule: ${expression} (${found}). To do: rate(5 minutes), cron(0 9 * * ? *) or at(ISO time).`,
    );
    this.name = 'ScheduleInvalidError';
  }
}

const unitMs: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const lastYear = 2199;

/** Computes the first tick strictly after a time (epoch ms). A rate counts from `createdAt`. */
export function parseSchedule(expression: string, createdAt: number): (time: number) => number | undefined {
  const [, kind, body = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate') return parseRate(expression, body, createdAt);
  if (kind === 'cron') return parseCron(expression, body);
  const moment = kind === 'at' ? Date.parse(`${body}Z`) : Number.NaN;
  if (Number.isNaN(moment)) throw new ScheduleInvalidError(expression, 'unknown form');
  return (time) => (time < moment ? moment : undefined);
}

function parseRate(expression: string, body: string, createdAt: number): (time: number) => number {
  const [, count = '', unit = ''] = /^(\d+)\s+(minute|hour|day)s?$/.exec(body.trim()) ?? [];
  const period = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (!(period > 0)) throw new ScheduleInvalidError(expression, 'a rate is a positive number and a unit');
  return (time) => createdAt + (Math.floor((time - createdAt) / period) + 1) * period;
}

function parseCron(expression: string, body: string): (time: number) => number | undefined {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw new ScheduleInvalidError(expression, `${fields.length} fields instead of 6`);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new ScheduleInvalidError(expression, 'exactly one of day-of-month and day-of-week is ?');
  }
  const read = (
    text: string,
    low: number,
    high: number,
    names: readonly string[] = [],
    base = 0,
  ): Set<number> => parseField(expression, text, low, high, names, base);
  const minutes = [...read(minute, 0, 59)].sort((a, b) => a - b);
  const hours = [...read(hour, 0, 23)].sort((a, b) => a - b);
  const months = read(month, 1, 12, monthNames, 1);
  const years = read(year, 1970, lastYear);
  const isDay = dayOfWeek === '?' ? parseDayOfMonth(dayOfMonth, read) : parseDayOfWeek(dayOfWeek, read);
  return (time) => {
    let day = Math.floor(time / DAY) * DAY;
    for (;;) {
      const date = new Date(day);
      if (date.getUTCFullYear() > lastYear) return undefined;
      if (years.has(date.getUTCFullYear()) && months.has(date.getUTCMonth() + 1) && isDay(date)) {
        for (const h of hours) {
          for (const m of minutes) {
            const tick = day + h * HOUR + m * MINUTE;
            if (tick > time) return tick;
          }
        }
      }
      day += DAY;
    }
  };
}

type ReadField = (
  text: string,
  low: number,
  high: number,
  names?: readonly string[],
  base?: number,
) => Set<number>;

function parseDayOfMonth(text: string, read: ReadField): (date: Date) => boolean {
  if (text === 'L') return (date) => date.getUTCDate() === lastDayOf(date);
  const nearest = /^(\d+)W$/.exec(text)?.[1];
  if (nearest !== undefined) return (date) => date.getUTCDate() === nearestWeekday(date, Number(nearest));
  const days = read(text, 1, 31);
  return (date) => days.has(date.getUTCDate());
}

function parseDayOfWeek(text: string, read: ReadField): (date: Date) => boolean {
  const [, last] = /^(.+)L$/.exec(text) ?? [];
  if (last !== undefined) {
    const days = read(last, 1, 7, dayNames, 1);
    return (date) => days.has(date.getUTCDay() + 1) && date.getUTCDate() > lastDayOf(date) - 7;
  }
  const [, which, nth] = /^(.+)#([1-5])$/.exec(text) ?? [];
  const days = read(which ?? text, 1, 7, dayNames, 1);
  return (date) =>
    days.has(date.getUTCDay() + 1) && (nth === undefined || Math.ceil(date.getUTCDate() / 7) === Number(nth));
}

function parseField(
  expression: string,
  text: string,
  low: number,
  high: number,
  names: readonly string[],
  base: number,
): Set<number> {
  const number = (word: string): number => {
    const index = names.indexOf(word.toUpperCase());
    const value = index >= 0 ? index + base : Number(word);
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new ScheduleInvalidError(expression, `${word} is not ${low} to ${high}`);
    }
    return value;
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range === '*' ? [String(low), String(high)] : range.split('-');
    const first = number(from);
    const last = to === undefined ? (step === undefined ? first : high) : number(to);
    for (let value = first; value <= last; value += step === undefined ? 1 : Math.max(1, Number(step))) {
      values.add(value);
    }
  }
  return values;
}

function lastDayOf(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

function nearestWeekday(date: Date, wanted: number): number {
  const last = lastDayOf(date);
  const day = Math.min(wanted, last);
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === last ? day - 2 : day + 1;
  return day;
}
