/** Schedules against a count of every day, in every zone. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { compileSchedule } from '../../engine/schedules/schedule.ts';
import { expandRule } from '../../engine/schedules/schedule-expand.ts';
import { isFault, type RecurrenceRule, readRule } from '../../engine/schedules/schedule-rule.ts';
import { listByBruteForce, ruleParts, startOfPeriod, writeRule } from './time-rules.ts';
import { read, zonedMoments, zones } from './time-zones.ts';

const HOUR = 3_600_000;
const starts = fc
  .integer({ min: Date.UTC(2023, 0) / 60_000, max: Date.UTC(2027, 0) / 60_000 })
  .map((minute) => read(minute * 60_000, 'UTC').toPlainDateTime());

function readGood(text: string): RecurrenceRule {
  const rule = readRule(text);
  if (isFault(rule)) throw new Error(`${text}: ${rule.remedy}`);
  return rule;
}

function toNumber(shown: Temporal.PlainDateTime): number {
  return shown.toZonedDateTime('UTC').epochMilliseconds;
}

describe('a recurrence rule', () => {
  it('has the occurrences that counting every day finds, from the first or from any later one', () => {
    fc.assert(
      fc.property(ruleParts, starts, fc.nat({ max: 400 }), (parts, start, days) => {
        const rule = readGood(writeRule(parts));
        const months = parts.frequency === 'YEARLY' ? 36 : 14;
        const end = startOfPeriod(parts, start.toPlainDate().add({ months }));
        const expected = listByBruteForce(parts, start, end);
        const last = toNumber(end.toPlainDateTime());
        const take = (from: number) => {
          const taken: number[] = [];
          for (const at of expandRule(rule, toNumber(start), from)) {
            if (at >= last || taken.push(at) === 400) break;
          }
          return taken;
        };
        expect(take(toNumber(start))).toEqual(expected.slice(0, 400));
        const from = toNumber(start) + days * 24 * HOUR;
        expect(take(from)).toEqual(expected.filter((at) => at >= from).slice(0, 400));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the runs of a schedule', () => {
  it('are the occurrences’ moments in the zone, in order, each moment once', () => {
    const frequencies = fc.constantFrom(
      'HOURLY',
      'HOURLY;INTERVAL=5',
      'DAILY',
      'DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,30',
    );
    fc.assert(
      fc.property(zonedMoments, frequencies, ({ zone, at }, frequency) => {
        const rule = readGood(`FREQ=${frequency}`);
        const shown = toNumber(read(at, zone).toPlainDateTime().round('minute'));
        const [start = shown] = expandRule(rule, shown, shown);
        const text = new Date(start).toISOString().slice(0, 16);
        const schedule = compileSchedule({ at: text, repeat: `FREQ=${frequency}`, timeZone: zone }, '', '');

        const moments = new Set<number>();
        for (const each of expandRule(rule, start, start)) {
          if (each > start + 5 * 24 * HOUR) break;
          const local = read(each, 'UTC').toPlainDateTime();
          moments.add(local.toZonedDateTime(zone).epochMilliseconds);
        }
        const expected = [...moments].sort((left, right) => left - right).slice(0, 40);
        const runs: number[] = [];
        for (
          let run = schedule.firstRun(0);
          run !== undefined && runs.length < expected.length;
          run = schedule.next(run)
        ) {
          runs.push(run);
        }
        expect(runs).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('include each person’s moment at recipients’ time, in any zone', () => {
    fc.assert(
      fc.property(zones, starts, (zone, start) => {
        const schedule = compileSchedule({ at: start.toString(), timeZone: 'recipient' }, '', '');
        const run = schedule.firstRun(0) ?? Number.NaN;
        const due = Temporal.PlainDateTime.from(schedule.localTime(run)).toZonedDateTime(
          zone,
        ).epochMilliseconds;
        expect(due).toBeGreaterThanOrEqual(run);
        expect(due).toBeLessThanOrEqual(schedule.endsAt(run));
        expect(schedule.firstRun(due)).toBe(run);
      }),
      { numRuns: 200 },
    );
  });
});
