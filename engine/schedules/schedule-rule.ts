/**
 * Recurrence rules (RFC 5545, section 3.3.10) as text: parsed strictly, because an ignored part would send on a wrong
 * day.
 */
import { omitAbsent } from '../base/omit-absent.ts';
import { DAY } from '../base/time-units.ts';
import { fromCivil, parseMoment } from '../time/calendar.ts';

export type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY';

export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  /** Occurrences in all, the first included. */
  readonly count?: number;
  /** The last moment that still counts: on the schedule's clocks, or in UTC (epoch ms). */
  readonly until?: { readonly at: number; readonly isUtc: boolean };
  readonly weekdays: readonly RuleWeekday[];
  /** 1 to 31, or -1 (the last day) to -31. */
  readonly monthDays: readonly number[];
  readonly months: readonly number[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  /** Which of a period's occurrences: 1 the first, -1 the last. */
  readonly positions: readonly number[];
  /** First day of the week: 0 = Monday. */
  readonly weekStart: number;
}

export interface RuleWeekday {
  /** 0 = Monday. */
  readonly weekday: number;
  /** Which one of the month or year, from its end if negative; 0 = each. */
  readonly ordinal: number;
}

/** The fault of a schedule, and what to write instead. */
export interface ScheduleFault {
  readonly field: 'at' | 'repeat' | 'timeZone';
  readonly received: string;
  readonly remedy: string;
}

const mostCounted = 10_000;
/** Every minute of every hour, and some more. */
const longestRule = 500;

/** Longer ones could exceed the years that expandRule searches. */
const longestIntervals: Readonly<Record<Frequency, number>> = {
  YEARLY: 10,
  MONTHLY: 120,
  WEEKLY: 520,
  DAILY: 1000,
  HOURLY: 1000,
};
const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'] as const;
const dayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Thrown within this file only, so that the parser below needs no result types. */
class RuleFault extends Error {
  readonly received: string;
  constructor(received: string, remedy: string) {
    super(remedy);
    this.received = received;
  }
}

/** The rule, or its fault. Names and values may be in any letter case. */
export function readRule(text: string): RecurrenceRule | ScheduleFault {
  if (text.length > longestRule) {
    return {
      field: 'repeat',
      received: `${text.length} characters`,
      remedy: `Write at most ${longestRule}.`,
    };
  }
  try {
    return buildRule(splitParts(text));
  } catch (error) {
    if (error instanceof RuleFault) {
      return { field: 'repeat', received: error.received, remedy: error.message };
    }
    throw error;
  }
}

export function isFault(read: object): read is ScheduleFault {
  return 'remedy' in read;
}

const partNames = [
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'BYDAY',
  'BYMONTHDAY',
  'BYMONTH',
  'BYHOUR',
  'BYMINUTE',
  'BYSETPOS',
  'WKST',
] as const;
type PartName = (typeof partNames)[number];
type Parts = ReadonlyMap<PartName, string>;

function splitParts(text: string): Parts {
  const parts = new Map<PartName, string>();
  for (const part of text.toUpperCase().split(';')) {
    const [written = '', value, ...more] = part.split('=');
    const name = partNames.find((each) => each === written);
    if (name === undefined) {
      const remedy = `Write a rule such as FREQ=WEEKLY;BYDAY=MO. Possible parts: ${partNames.join(', ')}.`;
      throw new RuleFault(part, remedy);
    }
    if (parts.has(name)) throw new RuleFault(part, `Give ${name} once.`);
    if (value === undefined || value === '' || more.length > 0) {
      throw new RuleFault(part, `Write ${name}=value.`);
    }
    parts.set(name, value);
  }
  return parts;
}

function buildRule(parts: Parts): RecurrenceRule {
  const frequency = frequencies.find((name) => name === parts.get('FREQ'));
  if (frequency === undefined) {
    throw new RuleFault(parts.get('FREQ') ?? 'no FREQ', `Write FREQ= and one of ${frequencies.join(', ')}.`);
  }
  checkTogether(parts, frequency);
  const count = parts.get('COUNT');
  const until = parts.get('UNTIL');
  return {
    frequency,
    interval: readNumber('INTERVAL', parts.get('INTERVAL') ?? '1', 1, longestIntervals[frequency]),
    ...omitAbsent({
      count: count === undefined ? undefined : readNumber('COUNT', count, 1, mostCounted),
      until: until === undefined ? undefined : readUntil(until),
    }),
    weekdays: listOf(parts, 'BYDAY').map((day) => readWeekday(day, frequency)),
    monthDays: readNumbers(parts, 'BYMONTHDAY', 1, 31, true),
    months: readNumbers(parts, 'BYMONTH', 1, 12),
    hours: readNumbers(parts, 'BYHOUR', 0, 23),
    minutes: readNumbers(parts, 'BYMINUTE', 0, 59),
    positions: readNumbers(parts, 'BYSETPOS', 1, 366, true),
    weekStart: readWeekStart(parts.get('WKST') ?? 'MO'),
  };
}

/** Combinations that the RFC forbids. */
function checkTogether(parts: Parts, frequency: Frequency): void {
  if (parts.has('COUNT') && parts.has('UNTIL')) {
    throw new RuleFault('COUNT and UNTIL', 'Give COUNT or UNTIL, not both.');
  }
  if (parts.has('BYMONTHDAY') && frequency === 'WEEKLY') {
    throw new RuleFault('BYMONTHDAY', 'A weekly rule has no days of the month: use FREQ=MONTHLY, or BYDAY.');
  }
  const selects = partNames.some((name) => name.startsWith('BY') && name !== 'BYSETPOS' && parts.has(name));
  if (parts.has('BYSETPOS') && !selects) {
    throw new RuleFault('BYSETPOS', 'BYSETPOS picks among what BYDAY or another BY part gives: add one.');
  }
}

function listOf(parts: Parts, name: PartName): readonly string[] {
  return parts.get(name)?.split(',') ?? [];
}

function readNumbers(
  parts: Parts,
  name: PartName,
  least: number,
  most: number,
  isSigned = false,
): readonly number[] {
  const numbers = listOf(parts, name).map((text) => readNumber(name, text, least, most, isSigned));
  return [...new Set(numbers)].sort((left, right) => left - right);
}

function readNumber(name: string, text: string, least: number, most: number, isSigned = false): number {
  const number = /^[+-]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  const size = isSigned ? Math.abs(number) : number;
  if (size >= least && size <= most) return number;
  const signed = isSigned ? `, or -${most} to -${least} counted from the end` : '';
  throw new RuleFault(`${name}=${text}`, `Give ${name} whole numbers from ${least} to ${most}${signed}.`);
}

function readWeekday(text: string, frequency: Frequency): RuleWeekday {
  const weekday = dayNames.indexOf(text.slice(-2));
  const ordinal = text.slice(0, -2);
  if (weekday < 0) throw new RuleFault(`BYDAY=${text}`, `Name days as ${dayNames.join(', ')}.`);
  if (ordinal === '') return { weekday, ordinal: 0 };
  if (frequency !== 'MONTHLY' && frequency !== 'YEARLY') {
    throw new RuleFault(`BYDAY=${text}`, 'Numbered days (1MO, -1FR) need FREQ=MONTHLY or FREQ=YEARLY.');
  }
  return { weekday, ordinal: readNumber('BYDAY', ordinal, 1, frequency === 'MONTHLY' ? 5 : 53, true) };
}

function readWeekStart(text: string): number {
  const weekday = dayNames.indexOf(text);
  if (weekday < 0) throw new RuleFault(`WKST=${text}`, `Name the day as ${dayNames.join(', ')}.`);
  return weekday;
}

/** `20261231` means all of that day. */
function readUntil(text: string): NonNullable<RecurrenceRule['until']> {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(text);
  const [, year, month, day, hour, minute, second, utc] = match ?? [];
  const at = parseMoment(`${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}`);
  if (match === null || at === undefined) {
    throw new RuleFault(`UNTIL=${text}`, 'Write UNTIL=20261231, or UNTIL=20261231T180000, in UTC with a Z.');
  }
  if (hour !== undefined) return { at, isUtc: utc === 'Z' };
  return { at: fromCivil(Number(year), Number(month), Number(day)) + DAY - 1, isUtc: false };
}
