/**
 * Percorso's one extension: `{ "date": [">=", "now-P30D", "<", "2026-12-24T00:00:00Z"] }`, on ISO 8601 texts and on
 * epoch seconds or milliseconds. A bound is an ISO date or date-time, `now`, or `now` plus or minus an ISO duration. A
 * value without an offset is UTC, or in the zone of `{ "date": { "compare": [...], "zone": "recipient" } }`. For
 * anniversaries see month-day.ts.
 */

import { earliest } from '../../base/earliest.ts';
import { isObject } from '../../base/json.ts';
import { readEpoch } from '../../time/calendar.ts';
import {
  firstMomentShiftedTo,
  type ParsedDuration,
  parseDuration,
  shiftByDuration,
} from '../../time/duration.ts';
import { parseLocalMoment } from '../../time/local-time.ts';
import type { LeafOptions, LeafTest, Scalar } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';
import { compileMonthDay } from './month-day.ts';
import { type BoundOperator, pairBounds } from './numeric.ts';
import { type FindZone, findUtc, readZone } from './read-zone.ts';

const usage =
  'Write { "date": [">=", "now-P30D"] } or { "date": [">=", "2026-01-01", "<", "2026-02-01T00:00:00Z"] }: ISO dates, now, now+P7D, now-P1M.';

interface DateBound {
  readonly operator: BoundOperator;
  /** The bound at `now`: it never moves back as `now` increases. */
  resolve(now: number): number;
  /** First `now` at which `resolve(now) >= moment`; undefined for fixed bounds. */
  readonly reaches?: (moment: number) => number;
}

export function compileDate(argument: unknown, path: string, options: LeafOptions): LeafTest {
  if (!isObject(argument)) return compileComparison(argument, path, findUtc);
  if (!Object.hasOwn(argument, 'compare')) return compileMonthDay(argument, path, options);
  const unknown = Object.keys(argument).find((key) => key !== 'compare' && key !== 'zone');
  if (unknown !== undefined)
    throw new PatternInvalidError(`${path}.${unknown}`, 'no such field', unknown, usage);
  const findZone = readZone(argument['zone'], `${path}.zone`, options);
  return compileComparison(argument['compare'], `${path}.compare`, findZone);
}

function compileComparison(argument: unknown, path: string, findZone: FindZone): LeafTest {
  const bounds = pairBounds(argument, path, usage).map(({ operator, value }) =>
    compileDateBound(operator, value, path, findZone),
  );
  const matches = (value: Scalar, now: number): boolean => {
    const moment = readMoment(value, findZone);
    return moment !== undefined && bounds.every((bound) => isWithin(moment, bound, now));
  };
  if (bounds.every((bound) => bound.reaches === undefined)) return { matches };
  return {
    matches,
    flipsAt: (value, now) => findFlip(readMoment(value, findZone), value, bounds, now, matches),
  };
}

/**
 * Epoch ms of a leaf: a number is epoch seconds or milliseconds (see readEpoch), a string must be an ISO 8601 date or
 * date-time. Numbers beyond the calendar's range are not moments.
 */
function readMoment(value: Scalar, findZone: FindZone): number | undefined {
  if (typeof value === 'number') return readEpoch(value);
  return typeof value === 'string' ? parseLocalMoment(value, findZone) : undefined;
}

function compileDateBound(
  operator: BoundOperator,
  value: unknown,
  path: string,
  findZone: FindZone,
): DateBound {
  if (typeof value === 'string') {
    const fixed = parseLocalMoment(value, 'UTC');
    if (fixed !== undefined) return { operator, resolve: () => parseLocalMoment(value, findZone) ?? fixed };
    if (value === 'now') return { operator, resolve: (now) => now, reaches: (moment) => moment };
    const sign = value.startsWith('now+') ? 1 : -1;
    const duration =
      value.startsWith('now+') || value.startsWith('now-') ? parseDuration(value.slice(4)) : undefined;
    if (duration !== undefined) return { operator, ...shiftNow(duration, sign) };
  } else {
    const fixed = typeof value === 'number' ? readEpoch(value) : undefined;
    if (fixed !== undefined) return { operator, resolve: () => fixed };
  }
  throw new PatternInvalidError(path, 'not a moment', value, usage);
}

function shiftNow(
  duration: ParsedDuration,
  sign: 1 | -1,
): Pick<DateBound, 'resolve'> & Required<Pick<DateBound, 'reaches'>> {
  return {
    resolve: (now) => shiftByDuration(now, duration, sign),
    reaches: (moment) => firstMomentShiftedTo(moment, duration, sign),
  };
}

function isWithin(moment: number, { operator, resolve }: DateBound, now: number): boolean {
  const bound = resolve(now);
  switch (operator) {
    case '=':
      return moment === bound;
    case '<':
      return moment < bound;
    case '<=':
      return moment <= bound;
    case '>':
      return moment > bound;
    case '>=':
      return moment >= bound;
  }
}

/** A relative bound passes a moment twice: when it reaches it, and one millisecond later when it leaves it. */
function findFlip(
  moment: number | undefined,
  value: Scalar,
  bounds: readonly DateBound[],
  now: number,
  matches: (value: Scalar, now: number) => boolean,
): number | undefined {
  if (moment === undefined) return undefined;
  const turns = bounds
    .flatMap(({ reaches }) => (reaches === undefined ? [] : [reaches(moment), reaches(moment + 1)]))
    .filter((turn) => turn > now);
  const current = matches(value, now);
  return turns.reduce<number | undefined>(
    (first, turn) => (matches(value, turn) === current ? first : earliest(first, turn)),
    undefined,
  );
}
