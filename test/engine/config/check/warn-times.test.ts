/** Times that have passed, said before anything is published. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../../adapters/content/compile-template.ts';
import { validateStored } from '../../../../app/publish/validate-stored.ts';
import { warnOfTimes } from '../../../../engine/config/check/warn-times.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

const others = [
  { kind: 'segment', id: 'all', status: 'live', condition: { profile: { traits: { a: [1] } } } },
  {
    kind: 'template',
    id: 'news',
    status: 'live',
    channel: 'sms',
    class: 'promotional',
    content: { body: 'News' },
  },
];

async function warn(document: object) {
  const sources = [...others, { status: 'live', ...document }].map((one) => ({ document: one }));
  const { documents, problems } = await validateStored(sources, compileTemplate);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return warnOfTimes(documents, now).map(({ document: label, path, code, remedy }) => ({
    label,
    path,
    code,
    remedy,
  }));
}

const campaign = (schedule: object, more = {}) =>
  warn({ kind: 'campaign', id: 'c', audience: { segment: 'all' }, send: 'news', schedule, ...more });
const steps = { start: 'done', steps: { done: { type: 'end' } } };

describe('warnings of times that have passed', () => {
  it.each([
    ['years ago', { at: '2020-01-01T09:00+01:00' }],
    ['more than an hour ago', { at: '2026-11-20T10:59:00Z' }],
    [
      'recurring, until a day that is over',
      { at: '2026-11-01T09:00Z', repeat: 'FREQ=DAILY;UNTIL=20261110T000000Z' },
    ],
    ['on everybody’s own clocks, the day before', { at: '2026-11-18T09:00', timeZone: 'recipient' }],
  ])('a campaign without any run left: %s', async (_when, schedule) => {
    const [warning] = await campaign(schedule);
    expect(warning).toMatchObject({ label: 'campaign/c', code: 'time_passed' });
    expect(warning?.remedy).toMatch(/^No run is left/);
  });

  it('a campaign whose time has passed on the clocks of some zones, and which', async () => {
    const [warning] = await campaign({ at: '2026-11-20T09:00', timeZone: 'recipient' });
    // 09:00 was at most an hour ago where it is at most 10:00 now: up to UTC-2.
    expect(warning?.remedy).toContain('in the past in zones ahead of UTC-2');
  });

  it.each([
    ['in the future', { at: '2026-11-21T09:00Z' }],
    ['a moment ago', { at: '2026-11-20T11:30:00Z' }],
    ['now', { at: 'now' }],
    ['recurring since long', { at: '2020-01-01T09:00Z', repeat: 'FREQ=DAILY' }],
    ['tomorrow on everybody’s own clocks', { at: '2026-11-22T09:00', timeZone: 'recipient' }],
  ])('none of a campaign that is %s', async (_when, schedule) => {
    expect(await campaign(schedule)).toEqual([]);
  });

  it('none of what is not live', async () => {
    expect(await campaign({ at: '2020-01-01T09:00Z' }, { status: 'archived' })).toEqual([]);
  });

  it('a journey that stopped already, or whose schedule is over', async () => {
    const trigger = { event: 'Came' };
    const stopped = await warn({ kind: 'journey', id: 'j', trigger, stopAt: '2026-11-20T11:59Z', ...steps });
    expect(stopped).toMatchObject([{ label: 'journey/j', path: 'stopAt', code: 'time_passed' }]);
    const schedule = { at: '2020-01-01T09:00Z' };
    const over = await warn({
      kind: 'journey',
      id: 'j',
      trigger: { schedule, audience: { segment: 'all' } },
      ...steps,
    });
    expect(over).toMatchObject([{ path: 'trigger.schedule.at', code: 'time_passed' }]);
  });
});

describe('at: now', () => {
  it.each([
    ['with a repetition', { at: 'now', repeat: 'FREQ=DAILY' }, 'schedule.repeat'],
    ['with a zone', { at: 'now', timeZone: 'recipient' }, 'schedule.timeZone'],
  ])('is refused %s', async (_what, schedule, path) => {
    const document = {
      kind: 'campaign',
      id: 'c',
      status: 'live',
      audience: { segment: 'all' },
      send: 'news',
      schedule,
    };
    const sources = [...others, document].map((one) => ({ document: one }));
    const { problems } = await validateStored(sources, compileTemplate);
    expect(problems).toMatchObject([{ document: 'campaign/c', path, severity: 'error' }]);
  });

  it('is refused on a journey’s own schedule', async () => {
    const trigger = { schedule: { at: 'now' }, audience: { segment: 'all' } };
    const document = { kind: 'journey', id: 'j', status: 'live', trigger, ...steps };
    const { problems } = await validateStored(
      [...others, document].map((one) => ({ document: one })),
      compileTemplate,
    );
    expect(problems).toMatchObject([{ path: 'trigger.schedule.at', severity: 'error' }]);
  });
});
