/** Schedules of the local cloud, against the examples of the EventBridge user guide. */

import { describe, expect, it } from 'vitest';
import { parseSchedule, ScheduleInvalidError } from '../../../local/clock/schedule-expression.ts';

const START = Date.parse('2026-11-22T10:00:30Z');
const next = (expression: string, after = START): string =>
  new Date(parseSchedule(expression, START)(after) ?? Number.NaN).toISOString();

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-11-22T10:01:30.000Z'],
    ['rate(12 hours)', '2026-11-22T22:00:30.000Z'],
    ['cron(0 10 * * ? *)', '2026-11-23T10:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-22T10:15:00.000Z'],
    ['cron(15 12 ? * MON-FRI *)', '2026-11-23T12:15:00.000Z'],
    ['cron(0 8 1 * ? *)', '2026-12-01T08:00:00.000Z'],
    ['cron(0 0 L * ? *)', '2026-11-30T00:00:00.000Z'],
    ['cron(0 9 ? * 2#1 *)', '2026-12-07T09:00:00.000Z'],
    ['cron(0 9 ? * 6L *)', '2026-11-27T09:00:00.000Z'],
    ['cron(0 9 15W * ? *)', '2026-12-15T09:00:00.000Z'],
    ['cron(30 6 29 2 ? *)', '2028-02-29T06:30:00.000Z'],
    ['at(2026-12-24T18:00:00)', '2026-12-24T18:00:00.000Z'],
  ])('%s comes next at %s', (expression, expected) => {
    expect(next(expression)).toBe(expected);
  });

  it('never answers the tick it was asked after', () => {
    const nextAfter = parseSchedule('rate(5 minutes)', START);
    const first = nextAfter(START) ?? 0;
    expect(nextAfter(first)).toBe(first + 300_000);
  });

  it.each([
    'rate(0 minutes)',
    'rate(1 month)',
    'cron(0 10 * * * *)',
    'cron(0 25 * * ? *)',
    'cron(* * *)',
    'daily',
  ])('is refused when it is none: %s', (expression) => {
    expect(() => parseSchedule(expression, START)).toThrow(ScheduleInvalidError);
  });
});
