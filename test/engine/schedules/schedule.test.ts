/** When campaigns' runs start. */
import { describe, expect, it } from 'vitest';
import { DocumentInvalidError } from '../../../engine/model/document-invalid-error.ts';
import type { AudienceSchedule } from '../../../engine/model/documents/document-base.ts';
import { compileSchedule } from '../../../engine/schedules/schedule.ts';
import { parseLocalMoment } from '../../../engine/time/local-time.ts';

const compile = (schedule: AudienceSchedule) => compileSchedule(schedule, 'schedule', 'campaign/news');
const show = (moment: number) => new Date(moment).toISOString().replace(':00.000Z', 'Z');

/** The first runs after a moment, each asked for with the start of the one before. */
function listRuns(schedule: AudienceSchedule, most: number, after = 0): string[] {
  const { next } = compile(schedule);
  const runs: string[] = [];
  for (let run = next(after); run !== undefined && runs.length < most; run = next(run)) runs.push(show(run));
  return runs;
}

describe('a schedule', () => {
  it('has one run without repeat', () => {
    expect(listRuns({ at: '2026-12-24T18:00', timeZone: 'Europe/Rome' }, 5)).toEqual(['2026-12-24T17:00Z']);
    expect(listRuns({ at: '2026-12-24T18:00-05:00' }, 5)).toEqual(['2026-12-24T23:00Z']);
  });

  it('has none after its run has started', () => {
    const { next, firstRun } = compile({ at: '2026-12-24T18:00Z' });
    expect(next(Date.parse('2026-12-24T17:59:59.999Z'))).toBe(Date.parse('2026-12-24T18:00Z'));
    expect(next(Date.parse('2026-12-24T18:00Z'))).toBeUndefined();
    expect(firstRun(Date.parse('2026-12-24T18:00Z'))).toBe(Date.parse('2026-12-24T18:00Z'));
    expect(firstRun(Date.parse('2026-12-24T18:00:00.001Z'))).toBeUndefined();
  });

  it('keeps its local time when clocks change', () => {
    const schedule = { at: '2026-10-24T09:00', repeat: 'FREQ=DAILY;COUNT=3', timeZone: 'Europe/Rome' };
    expect(listRuns(schedule, 9)).toEqual(['2026-10-24T07:00Z', '2026-10-25T08:00Z', '2026-10-26T08:00Z']);
  });

  it('repeats at the zone’s local time with an offset and a zone', () => {
    const schedule = { at: '2026-10-24T07:00Z', repeat: 'FREQ=DAILY', timeZone: 'Europe/Rome' };
    expect(listRuns(schedule, 2)).toEqual(['2026-10-24T07:00Z', '2026-10-25T08:00Z']);
  });

  it('repeats at its offset without a zone', () => {
    const schedule = { at: '2026-10-24T23:30-05:00', repeat: 'FREQ=WEEKLY;BYDAY=SA' };
    expect(listRuns(schedule, 2)).toEqual(['2026-10-25T04:30Z', '2026-11-01T04:30Z']);
    expect(compile(schedule).localTime(Date.parse('2026-11-01T04:30Z'))).toBe('2026-10-31T23:30');
  });

  it('moves a skipped time forward, and returns to its time the day after', () => {
    const schedule = { at: '2026-03-28T02:30', repeat: 'FREQ=DAILY', timeZone: 'Europe/Rome' };
    expect(listRuns(schedule, 3)).toEqual(['2026-03-28T01:30Z', '2026-03-29T01:30Z', '2026-03-30T00:30Z']);
    expect(compile(schedule).localTime(Date.parse('2026-03-29T01:30Z'))).toBe('2026-03-29T03:30');
  });

  it('runs once at a time that occurs twice', () => {
    const schedule = { at: '2026-10-24T02:30', repeat: 'FREQ=DAILY', timeZone: 'Europe/Rome' };
    expect(listRuns(schedule, 3)).toEqual(['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z']);
  });

  it('has no two runs at one moment when skipped times move to existing ones', () => {
    const schedule = {
      at: '2026-03-29T01:00',
      repeat: 'FREQ=HOURLY;BYMINUTE=0,30',
      timeZone: 'Europe/Rome',
    };
    expect(listRuns(schedule, 6)).toEqual([
      '2026-03-29T00:00Z',
      '2026-03-29T00:30Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:30Z',
      '2026-03-29T02:00Z',
      '2026-03-29T02:30Z',
    ]);
  });

  it('orders runs by their moments when a skipped time moves past the next one', () => {
    const rule = 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30;BYSETPOS=2,3';
    const schedule = { at: '2026-03-28T02:30', repeat: rule, timeZone: 'Europe/Rome' };
    expect(listRuns(schedule, 5)).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-28T02:00Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:30Z',
      '2026-03-30T00:30Z',
    ]);
  });

  it('skips months without its day, and years without its leap day', () => {
    const days = { at: '2026-01-31T09:00', repeat: 'FREQ=MONTHLY', timeZone: 'UTC' };
    expect(listRuns(days, 3)).toEqual(['2026-01-31T09:00Z', '2026-03-31T09:00Z', '2026-05-31T09:00Z']);
    const leap = { at: '2096-02-29T09:00', repeat: 'FREQ=YEARLY', timeZone: 'UTC' };
    expect(listRuns(leap, 2)).toEqual(['2096-02-29T09:00Z', '2104-02-29T09:00Z']);
  });

  it('runs until its last day is over', () => {
    const schedule = { at: '2026-12-30T23:30', timeZone: 'America/New_York' };
    expect(listRuns({ ...schedule, repeat: 'FREQ=DAILY;UNTIL=20261231' }, 9)).toHaveLength(2);
    expect(listRuns({ ...schedule, repeat: 'FREQ=DAILY;UNTIL=20261231T233000' }, 9)).toHaveLength(2);
    expect(listRuns({ ...schedule, repeat: 'FREQ=DAILY;UNTIL=20261231T232959' }, 9)).toHaveLength(1);
    expect(listRuns({ ...schedule, repeat: 'FREQ=DAILY;UNTIL=20270101T043000Z' }, 9)).toHaveLength(2);
    expect(listRuns({ ...schedule, repeat: 'FREQ=DAILY;UNTIL=20270101T042959Z' }, 9)).toHaveLength(1);
  });

  it('finds its next run after years without computing all runs between', () => {
    const schedule = { at: '2016-01-01T00:00', repeat: 'FREQ=HOURLY', timeZone: 'UTC' };
    expect(listRuns(schedule, 1, Date.parse('2026-11-22T00:30Z'))).toEqual(['2026-11-22T01:00Z']);
  });

  it('counts from the first occurrence at any moment', () => {
    const schedule = { at: '2026-01-05T09:00', repeat: 'FREQ=WEEKLY;COUNT=3', timeZone: 'UTC' };
    expect(listRuns(schedule, 9, Date.parse('2026-01-12T09:00Z'))).toEqual(['2026-01-19T09:00Z']);
    expect(listRuns(schedule, 9, Date.parse('2026-01-19T09:00Z'))).toEqual([]);
  });
});

describe('a schedule at the recipients’ local time', () => {
  const schedule = { at: '2026-12-24T18:00', timeZone: 'recipient' };

  it('starts with the first zone on earth and ends with the last', () => {
    const { next, localTime, endsAt, isByRecipient } = compile(schedule);
    const run = next(0) ?? Number.NaN;
    expect([isByRecipient, show(run), show(endsAt(run))]).toEqual([
      true,
      '2026-12-24T04:00Z',
      '2026-12-25T06:00Z',
    ]);
    expect(run).toBe(parseLocalMoment(localTime(run), 'Pacific/Kiritimati'));
    expect(endsAt(run)).toBe(parseLocalMoment(localTime(run), 'Etc/GMT+12'));
  });

  it('reaches no one before its start or after its end', () => {
    const { next, localTime, endsAt } = compile({ ...schedule, at: '2026-03-29T02:30' });
    const run = next(0) ?? Number.NaN;
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const due = parseLocalMoment(localTime(run), zone);
      expect(due).toBeGreaterThanOrEqual(run);
      expect(due).toBeLessThanOrEqual(endsAt(run));
    }
  });

  // Parcelvoy 627: a local-time campaign never started.
  it('begins with the current run when it is new, though its time has passed in half of the world', () => {
    const published = Date.parse('2026-12-24T16:00Z');
    const { next, firstRun } = compile(schedule);
    expect(next(published)).toBeUndefined();
    expect(show(firstRun(published) ?? Number.NaN)).toBe('2026-12-24T04:00Z');
    expect(show(firstRun(Date.parse('2026-12-25T06:00Z')) ?? Number.NaN)).toBe('2026-12-24T04:00Z');
    expect(firstRun(Date.parse('2026-12-25T06:00:00.001Z'))).toBeUndefined();
  });

  it('begins with the earlier of two current runs, and continues with the other', () => {
    const { next, firstRun } = compile({ ...schedule, repeat: 'FREQ=DAILY' });
    const first = firstRun(Date.parse('2026-12-25T05:00Z')) ?? Number.NaN;
    expect([show(first), show(next(first) ?? Number.NaN)]).toEqual([
      '2026-12-24T04:00Z',
      '2026-12-25T04:00Z',
    ]);
  });

  it('repeats on the days of the people, not of the server', () => {
    const weekly = { at: '2026-12-28T08:00', repeat: 'FREQ=WEEKLY;BYDAY=MO', timeZone: 'recipient' };
    const { next, localTime } = compile(weekly);
    const run = next(0) ?? Number.NaN;
    expect([show(run), localTime(run)]).toEqual(['2026-12-27T18:00Z', '2026-12-28T08:00']);
    expect(localTime(next(run) ?? Number.NaN)).toBe('2027-01-04T08:00');
  });
});

describe('a schedule is refused', () => {
  const zoned = { at: '2026-12-24T18:00', timeZone: 'Europe/Rome' };
  it.each([
    ['at', { at: 'tomorrow', timeZone: 'UTC' }, 'Write date and time'],
    ['at', { at: '2026-12-24', timeZone: 'UTC' }, 'Write date and time'],
    ['at', { at: '2026-02-30T10:00', timeZone: 'UTC' }, 'Write date and time'],
    ['at', { at: '2026-12-24T18:00Z', timeZone: 'recipient' }, 'Leave out the offset'],
    ['at', { ...zoned, repeat: 'FREQ=WEEKLY;BYDAY=MO' }, 'write 2026-12-28T18:00, or change the rule'],
    ['timeZone', { at: '2026-12-24T18:00' }, 'Add timeZone'],
    ['timeZone', { at: '2026-12-24T18:00', timeZone: 'Rome' }, 'Use an IANA name'],
    ['repeat', { ...zoned, repeat: '' }, 'Write a rule such as FREQ=WEEKLY;BYDAY=MO'],
    ['repeat', { ...zoned, repeat: 'weekly' }, 'Write a rule such as FREQ=WEEKLY;BYDAY=MO'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;' }, 'Write a rule such as FREQ=WEEKLY;BYDAY=MO'],
    ['repeat', { ...zoned, repeat: 'INTERVAL=2' }, 'Write FREQ='],
    ['repeat', { ...zoned, repeat: 'FREQ=SECONDLY' }, 'Write FREQ='],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;FREQ=DAILY' }, 'Give FREQ once'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;COUNT' }, 'Write COUNT=value'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;COUNT=0' }, 'from 1 to 10000'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;COUNT=1e3' }, 'from 1 to 10000'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;COUNT=2;UNTIL=20270101' }, 'not both'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;UNTIL=2027-01-01' }, 'Write UNTIL=20261231'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;UNTIL=20270230' }, 'Write UNTIL=20261231'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;UNTIL=20261223' }, 'Nothing follows'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;INTERVAL=0' }, 'INTERVAL whole numbers'],
    ['repeat', { ...zoned, repeat: 'FREQ=YEARLY;INTERVAL=11' }, 'INTERVAL whole numbers'],
    ['repeat', { ...zoned, repeat: 'FREQ=MONTHLY;BYMONTHDAY=32' }, 'or -31 to -1'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;BYHOUR=24' }, 'from 0 to 23'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;BYMONTH=-1' }, 'from 1 to 12'],
    ['repeat', { ...zoned, repeat: 'FREQ=WEEKLY;BYDAY=2TH' }, 'need FREQ=MONTHLY'],
    ['repeat', { ...zoned, repeat: 'FREQ=WEEKLY;BYDAY=THU' }, 'Name days as MO'],
    ['repeat', { ...zoned, repeat: 'FREQ=WEEKLY;BYMONTHDAY=24' }, 'no days of the month'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;BYSETPOS=1' }, 'add one'],
    ['repeat', { ...zoned, repeat: 'FREQ=YEARLY;BYWEEKNO=52' }, 'Write a rule such as FREQ=WEEKLY;BYDAY=MO'],
    [
      'repeat',
      { ...zoned, repeat: 'FREQ=YEARLY;BYYEARDAY=358' },
      'Write a rule such as FREQ=WEEKLY;BYDAY=MO',
    ],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;BYSECOND=0' }, 'Write a rule such as FREQ=WEEKLY;BYDAY=MO'],
    ['repeat', { ...zoned, repeat: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' }, 'Nothing follows'],
    ['repeat', { ...zoned, repeat: `FREQ=DAILY;BYDAY=${'MO,'.repeat(200)}MO` }, 'at most 500'],
    [
      'repeat',
      { at: zoned.at, timeZone: 'recipient', repeat: 'FREQ=DAILY;UNTIL=20270101T000000Z' },
      'without Z',
    ],
  ] satisfies [string, AudienceSchedule, string][])('for its %s: %j', (field, schedule, remedy) => {
    let refused: unknown;
    try {
      compile(schedule);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(DocumentInvalidError);
    expect(refused).toMatchObject({ document: 'campaign/news', path: `schedule.${field}` });
    expect(refused).toHaveProperty('remedy', expect.stringContaining(remedy));
  });
});
