/** Recurrence rules against the dates that RFC 5545 gives as examples (section 3.8.5.3). */
import { describe, expect, it } from 'vitest';
import { compileSchedule } from '../../../engine/schedules/schedule.ts';
import { parseLocalMoment } from '../../../engine/time/local-time.ts';

const zone = 'America/New_York';

/** Local dates (with the time where it is not 09:00) of the first runs. */
function listDates(at: string, repeat: string, most: number): string[] {
  const schedule = compileSchedule({ at, repeat, timeZone: zone }, 'schedule', 'campaign/rfc');
  const dates: string[] = [];
  for (let run = schedule.next(0); run !== undefined && dates.length < most; run = schedule.next(run)) {
    const shown = schedule.localTime(run);
    expect(parseLocalMoment(shown, zone)).toBe(run);
    dates.push(shown.replace(/T09:00$/, ''));
  }
  return dates;
}

/** `1997-09: 2 3 4` → dates; a month without its own year goes on in the year before it. */
function readDates(text: string): string[] {
  return text.split(', ').flatMap((month) => {
    const [prefix = '', days = ''] = month.split(': ');
    return days.split(' ').map((day) => `${prefix}-${day.padStart(2, '0')}`);
  });
}

const SEP2 = '1997-09-02T09:00';

describe('the RFC’s rule that runs', () => {
  it.each([
    ['daily for 10 occurrences', SEP2, 'FREQ=DAILY;COUNT=10', '1997-09: 2 3 4 5 6 7 8 9 10 11'],
    [
      'every 10 days, 5 occurrences',
      SEP2,
      'FREQ=DAILY;INTERVAL=10;COUNT=5',
      '1997-09: 2 12 22, 1997-10: 2 12',
    ],
    [
      'weekly until the day before Christmas',
      SEP2,
      'FREQ=WEEKLY;UNTIL=19971224T000000Z',
      '1997-09: 2 9 16 23 30, 1997-10: 7 14 21 28, 1997-11: 4 11 18 25, 1997-12: 2 9 16 23',
    ],
    [
      'every other week on Monday, Wednesday and Friday until Christmas',
      '1997-09-01T09:00',
      'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
      '1997-09: 1 3 5 15 17 19 29, 1997-10: 1 3 13 15 17 27 29 31, 1997-11: 10 12 14 24 26 28, 1997-12: 8 10 12 22',
    ],
    [
      'every other week on Tuesday and Thursday, 8 occurrences',
      SEP2,
      'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
      '1997-09: 2 4 16 18 30, 1997-10: 2 14 16',
    ],
    [
      'on the first Friday of the month, 10 occurrences',
      '1997-09-05T09:00',
      'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
      '1997-09: 5, 1997-10: 3, 1997-11: 7, 1997-12: 5, 1998-01: 2, 1998-02: 6, 1998-03: 6, 1998-04: 3, 1998-05: 1, 1998-06: 5',
    ],
    [
      'every other month on the first and last Sunday, 10 occurrences',
      '1997-09-07T09:00',
      'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
      '1997-09: 7 28, 1997-11: 2 30, 1998-01: 4 25, 1998-03: 1 29, 1998-05: 3 31',
    ],
    [
      'on the second to last Monday of the month, 6 times',
      '1997-09-22T09:00',
      'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
      '1997-09: 22, 1997-10: 20, 1997-11: 17, 1997-12: 22, 1998-01: 19, 1998-02: 16',
    ],
    [
      'on the third to last day of the month',
      '1997-09-28T09:00',
      'FREQ=MONTHLY;BYMONTHDAY=-3',
      '1997-09: 28, 1997-10: 29, 1997-11: 28, 1997-12: 29, 1998-01: 29, 1998-02: 26',
    ],
    [
      'on the first and last day of the month, 10 occurrences',
      '1997-09-30T09:00',
      'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
      '1997-09: 30, 1997-10: 1 31, 1997-11: 1 30, 1997-12: 1 31, 1998-01: 1 31, 1998-02: 1',
    ],
    [
      'every 18 months on the 10th to the 15th, 10 occurrences',
      '1997-09-10T09:00',
      'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
      '1997-09: 10 11 12 13 14 15, 1999-03: 10 11 12 13',
    ],
    [
      'every Tuesday, every other month',
      SEP2,
      'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
      '1997-09: 2 9 16 23 30, 1997-11: 4 11 18 25, 1998-01: 6 13 20 27, 1998-03: 3 10 17 24 31',
    ],
    [
      'yearly in June and July, 10 occurrences',
      '1997-06-10T09:00',
      'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
      '1997-06: 10, 1997-07: 10, 1998-06: 10, 1998-07: 10, 1999-06: 10, 1999-07: 10, 2000-06: 10, 2000-07: 10, 2001-06: 10, 2001-07: 10',
    ],
    [
      'every other year in January, February and March, 10 occurrences',
      '1997-03-10T09:00',
      'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
      '1997-03: 10, 1999-01: 10, 1999-02: 10, 1999-03: 10, 2001-01: 10, 2001-02: 10, 2001-03: 10, 2003-01: 10, 2003-02: 10, 2003-03: 10',
    ],
    [
      'on the 20th Monday of the year',
      '1997-05-19T09:00',
      'FREQ=YEARLY;BYDAY=20MO',
      '1997-05: 19, 1998-05: 18, 1999-05: 17',
    ],
    [
      'on every Thursday in March',
      '1997-03-13T09:00',
      'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
      '1997-03: 13 20 27, 1998-03: 5 12 19 26, 1999-03: 4 11 18 25',
    ],
    [
      'on Friday the 13th',
      '1998-02-13T09:00',
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
      '1998-02: 13, 1998-03: 13, 1998-11: 13, 1999-08: 13, 2000-10: 13',
    ],
    [
      'on the first Saturday after the first Sunday of the month',
      '1997-09-13T09:00',
      'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
      '1997-09: 13, 1997-10: 11, 1997-11: 8, 1997-12: 13, 1998-01: 10, 1998-02: 7, 1998-03: 7, 1998-04: 11, 1998-05: 9, 1998-06: 13',
    ],
    [
      'on the presidential election days of the United States',
      '1996-11-05T09:00',
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '1996-11: 5, 2000-11: 7, 2004-11: 2',
    ],
    [
      'on the third of Tuesday, Wednesday or Thursday in the month, 3 times',
      '1997-09-04T09:00',
      'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
      '1997-09: 4, 1997-10: 7, 1997-11: 6',
    ],
    [
      'on the second to last weekday of the month',
      '1997-09-29T09:00',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
      '1997-09: 29, 1997-10: 30, 1997-11: 27, 1997-12: 30, 1998-01: 29, 1998-02: 26, 1998-03: 30',
    ],
    [
      'every other week, the week beginning on Monday',
      '1997-08-05T09:00',
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
      '1997-08: 5 10 19 24',
    ],
    [
      'every other week, the week beginning on Sunday',
      '1997-08-05T09:00',
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
      '1997-08: 5 17 19 31',
    ],
    [
      'on the 15th and 30th, where February has no 30th',
      '2007-01-15T09:00',
      'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
      '2007-01: 15 30, 2007-02: 15, 2007-03: 15 30',
    ],
  ])('%s', (_title, at, rule, dates) => {
    const expected = readDates(dates);
    expect(listDates(at, rule, expected.length)).toEqual(expected);
    if (/COUNT|UNTIL/.test(rule)) expect(listDates(at, rule, expected.length + 1)).toEqual(expected);
  });

  it('every day in January for 3 years, by year or by day', () => {
    const years = ['1998', '1999', '2000'];
    const expected = years.flatMap((year) =>
      Array.from({ length: 31 }, (_, day) => `${year}-01-${String(day + 1).padStart(2, '0')}`),
    );
    const until = 'UNTIL=20000131T140000Z;BYMONTH=1';
    expect(listDates('1998-01-01T09:00', `FREQ=YEARLY;${until};BYDAY=SU,MO,TU,WE,TH,FR,SA`, 200)).toEqual(
      expected,
    );
    expect(listDates('1998-01-01T09:00', `FREQ=DAILY;${until}`, 200)).toEqual(expected);
  });

  it('every 3 hours until 17:00 of a day', () => {
    expect(listDates(SEP2, 'FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z', 9)).toEqual([
      '1997-09-02',
      '1997-09-02T12:00',
      '1997-09-02T15:00',
    ]);
  });

  it('every 20 minutes from 9:00 to 16:40 every day', () => {
    const rule = 'FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40';
    const runs = listDates(SEP2, rule, 26);
    expect(runs.slice(0, 4)).toEqual([
      '1997-09-02',
      '1997-09-02T09:20',
      '1997-09-02T09:40',
      '1997-09-02T10:00',
    ]);
    expect(runs.slice(22)).toEqual([
      '1997-09-02T16:20',
      '1997-09-02T16:40',
      '1997-09-03',
      '1997-09-03T09:20',
    ]);
  });

  it('at the hours of the day in their order, however they are written', () => {
    expect(listDates(SEP2, 'freq=daily;byhour=18,9;count=3', 9)).toEqual([
      '1997-09-02',
      '1997-09-02T18:00',
      '1997-09-03',
    ]);
  });
});
