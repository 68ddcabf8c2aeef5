import { describe, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { type Case, expectProblems, itReports, weekly, withSteps } from '../../harness/journey-samples.ts';
import { sms } from '../../harness/samples.ts';

const campaign = (more: JsonObject): JsonObject => ({ ...weekly, id: 'c', ...more });
const { send: _send, ...withoutSend } = weekly;
const entering = { ...withoutSend, id: 'c', enter: 'onboarding' };

const cases: readonly Case[] = [
  [
    'neither message nor journey',
    { ...withoutSend, id: 'c' },
    'campaign/c Give exactly one of "send" (a template) and "enter" (a journey).',
  ],
  [
    'both',
    campaign({ enter: 'onboarding' }),
    'campaign/c Give exactly one of "send" (a template) and "enter"',
  ],
  [
    'one address for everybody',
    campaign({ to: 'all@example.com' }),
    'campaign/c to: Every person’s message would be sent to this one address',
  ],
  [
    'options of a message where there is none',
    { ...entering, ifCapped: 'wait' },
    'campaign/c ifCapped: "ifCapped" applies to messages, but this campaign enters people into a journey',
  ],
  [
    'an entry at each person’s own time',
    { ...entering, schedule: { at: '2026-12-24T18:00', timeZone: 'recipient' } },
    'campaign/c schedule.timeZone: All people enter a journey at the same moment: give a zone',
  ],
  ['a score that is no number', campaign({ score: 'high' }), 'campaign/c score: A score is a number'],
  ['a moment that cannot be read', campaign({ schedule: { at: 'tomorrow' } }), 'campaign/c schedule.at: '],
  [
    'a day without a time',
    campaign({ schedule: { at: '2026-12-24', timeZone: 'Europe/Rome' } }),
    'campaign/c schedule.at: ',
  ],
  [
    'a local moment without a zone',
    campaign({ schedule: { at: '2026-12-24T18:00' } }),
    'campaign/c schedule.timeZone: Add timeZone: an IANA name such as Europe/Rome, or recipient; or give the moment an offset.',
  ],
  [
    'an unknown zone',
    campaign({ schedule: { at: '2026-12-24T18:00', timeZone: 'Rome' } }),
    'campaign/c schedule.timeZone: ',
  ],
  [
    'a recurrence that cannot be read',
    campaign({ schedule: { at: '2026-12-24T18:00Z', repeat: 'weekly' } }),
    'campaign/c schedule.repeat: ',
  ],
  [
    'a seed twice',
    campaign({ seeds: ['u-1', 'u-2', 'u-1'] }),
    'campaign/c seeds[2]: This seed is listed twice',
  ],
  ['an empty seed', campaign({ seeds: [''] }), 'campaign/c seeds[0]: This must be at least 1 character.'],
  [
    'a throttle of nothing',
    campaign({ throttle: { perMinute: 0 } }),
    'campaign/c throttle.perMinute: This must be at least 1.',
  ],
  [
    'a throttle of half a person',
    campaign({ throttle: { perMinute: 0.5 } }),
    'campaign/c throttle.perMinute: This must be a whole number',
  ],
  [
    'a priority beyond the scale',
    campaign({ priority: 1001 }),
    'campaign/c priority: This must be at most 1000.',
  ],
  [
    'an audience that is not there',
    campaign({ audience: { segment: 'byers' } }),
    'campaign/c audience.segment: There is no segment "byers". Did you mean "buyers"?',
  ],
  [
    'a template that is not there',
    campaign({ send: 'helo' }),
    'campaign/c send: There is no template "helo". Did you mean "hello"?',
  ],
  ['a journey that is not there', { ...entering, enter: 'x' }, 'campaign/c enter: There is no journey "x".'],
  [
    'a journey that other documents cannot enter',
    { ...entering, enter: 'welcome' },
    'campaign/c enter: The journey "welcome" cannot be entered by other documents',
  ],
  [
    'a trait in its score that is not there',
    campaign({ score: { from: 'profile.computed.x' } }),
    'campaign/c score.from: There is no trait "x".',
  ],
  [
    'no audience and no schedule',
    { kind: 'campaign', id: 'c', status: 'live', send: 'hello' },
    'campaign/c audience: This is missing: give a map.',
    'campaign/c schedule: This is missing: give a map.',
  ],
];

describe('a campaign', () => {
  itReports('is refused for %s', cases);

  it.each([
    ['at a moment with an offset', campaign({ schedule: { at: '2026-12-24T18:00+01:00' } })],
    ['at each person’s own time', campaign({ schedule: { at: '2026-12-24T18:00', timeZone: 'recipient' } })],
    ['into a journey', entering],
  ])('is accepted %s', (_what, document) => expectProblems(document, []));
});

describe('content that shows an event', () => {
  const receipt = { ...sms, id: 'receipt', content: { body: 'You paid {{ event.properties.total }}' } };

  it.each([
    [
      'a campaign',
      campaign({ send: 'receipt' }),
      'campaign/c warning: send: The template "receipt" shows event.properties.total, which stays empty',
    ],
    [
      'a scheduled journey',
      withSteps(
        { a: { type: 'send', template: 'receipt', next: 'b' }, b: { type: 'end' } },
        { trigger: { schedule: { at: '2026-12-07T10:00Z' }, audience: { segment: 'buyers' } } },
      ),
      'journey/j warning: steps.a.template: The template "receipt" shows event.properties.total, which stays empty',
    ],
  ])('is warned of in %s', (_what, document, expected) => expectProblems(document, [expected], [receipt]));

  it('is welcome in a journey that an event starts', () => {
    const document = withSteps({ a: { type: 'send', template: 'receipt', next: 'b' }, b: { type: 'end' } });
    expectProblems(document, [], [receipt]);
  });
});
