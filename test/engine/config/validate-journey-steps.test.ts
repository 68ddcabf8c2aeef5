import { describe } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { type Case, itReports, step, withSteps } from '../../harness/journey-samples.ts';

const end = { type: 'end' };

const steps: readonly Case[] = [
  [
    'percentages that make 99.9',
    withSteps({
      a: {
        type: 'split',
        paths: [
          { percent: 50, next: 'z' },
          { percent: 49.9, next: 'z' },
        ],
      },
      z: end,
    }),
    'journey/j steps.a.paths: The percentages of a split must add up to 100; these add up to 99.9. (received 99.9)',
  ],
  [
    'a step without the one that follows',
    withSteps({ a: { type: 'wait', for: 'P1D' }, z: end }),
    'journey/j steps.a.next: Give the id of the next step, its key under "steps".',
  ],
  [
    'a branch without a way for everybody else',
    withSteps({
      a: { type: 'branch', branches: [{ condition: { profile: { userId: ['x'] } }, next: 'z' }] },
      z: end,
    }),
    'journey/j steps.a.default: Give the step for people for whom no condition holds.',
  ],
  [
    'an empty holdout',
    step({ type: 'holdout', percent: 0 }),
    'journey/j steps.a.percent: This must be more than 0.',
  ],
  [
    'a holdout of more than all',
    step({ type: 'holdout', percent: 101 }),
    'journey/j steps.a.percent: This must be at most 100',
  ],
  [
    'an unknown time zone',
    step({ type: 'wait', untilTime: '09:00', timeZone: 'Europe/Roma' }),
    'journey/j steps.a.timeZone: Use an IANA time zone name such as Europe/Rome or America/New_York. Did you mean "Europe/Rome"? Or write recipient',
  ],
  [
    'an offset for a time zone',
    step({ type: 'wait', until: '2026-12-24T18:00', timeZone: '+01:00' }),
    'journey/j steps.a.timeZone: Use an IANA name such as Europe/Rome: an offset does not follow daylight saving time.',
  ],
  [
    'a day that does not exist',
    step({ type: 'wait', until: '2026-02-30T10:00' }),
    'journey/j steps.a.until: Write an existing ISO 8601 moment',
  ],
  [
    'a time without its nought',
    step({ type: 'wait', untilTime: '9:00' }),
    'journey/j steps.a.untilTime: A time of day is written like "09:00".',
  ],
  [
    'a weekday in another language',
    step({ type: 'wait', untilTime: '09:00', weekdays: ['lunedi'] }),
    'journey/j steps.a.weekdays[0]: Use one of monday, tuesday',
  ],
  [
    'a date at a path that does not exist',
    step({ type: 'wait', untilDate: { from: 'profile.trait.renewal' } }),
    'journey/j steps.a.untilDate.from: There is no "profile.trait". Did you mean "traits"?',
  ],
  [
    'a date that never is one',
    step({ type: 'wait', untilDate: { from: 'profile.userId' } }),
    'journey/j steps.a.untilDate.from: "profile.userId" is never a date',
  ],
  [
    'a date both before and after',
    step({ type: 'wait', untilDate: { from: 'profile.traits.d', minus: 'P1D', plus: 'P2D' } }),
    'journey/j steps.a.untilDate.plus: Give "minus" or "plus", not both.',
  ],
  [
    'a score that is no number',
    step({ type: 'send', template: 'hello', score: 'high' }),
    'journey/j steps.a.score: A score is a number, or { from: path }',
  ],
  [
    'a value from nowhere',
    step({ type: 'update', traits: { x: { from: 'profile.nothing' } } }),
    'journey/j steps.a.traits.x.from: There is no "profile.nothing".',
  ],
  [
    'a value handed to another journey from nowhere',
    step({ type: 'enter', journey: 'onboarding', properties: { x: { from: 'evnt.properties.x' } } }),
    'journey/j steps.a.properties.x.from: A path starts with "profile.", "event." or "account.". Did you mean "event"?',
  ],
  [
    'a webhook that is no URL',
    step({ type: 'webhook', url: 'example.com', body: { x: { from: 'event' } } }),
    'journey/j steps.a.url: A webhook is a full URL',
    'journey/j steps.a.body.x.from: Give a field of the event',
  ],
  [
    'a webhook in clear',
    step({ type: 'webhook', url: 'http://example.com' }),
    'journey/j steps.a.url: Personal data would be sent unencrypted: use https.',
  ],
  [
    'a credential in the headers of a webhook, with a warning that does not repeat it',
    step({
      type: 'webhook',
      url: 'https://example.com',
      headers: { Authorization: 'Bearer s3cret', 'X-Api-Key': 's3cret', 'X-Team': 'crm' },
    }),
    'journey/j warning: steps.a.headers.Authorization: This credential is stored in plain text',
    'journey/j warning: steps.a.headers.X-Api-Key: This credential is stored in plain text',
  ],
  [
    'a condition that does not compile, named by its place',
    withSteps({
      remind: {
        type: 'branch',
        branches: [{ condition: { profile: { traits: { x: 1 } } }, next: 'z' }],
        default: 'z',
      },
      z: end,
    }),
    'journey/j steps.remind.branches[0].condition.profile.traits.x: Write an array: [1].',
  ],
  [
    'a pattern of a waitFor that does not compile',
    withSteps({
      a: {
        type: 'waitFor',
        branches: [{ event: 'B', where: { properties: { n: [{ numeric: ['>', 'x'] }] } }, next: 'z' }],
        timeout: { after: 'P1D', next: 'z' },
      },
      z: end,
    }),
    'journey/j steps.a.branches[0].where.properties.n[0].numeric',
  ],
];

const emptyEvents: readonly Case[] = [
  [
    'a value of an event in a scheduled journey',
    step({ type: 'update', traits: { n: { from: 'event.properties.n', default: 0 } } }, scheduled()),
    'journey/j warning: steps.a.traits.n.from: This value is always empty: people enter by a schedule',
  ],
  [
    'a condition on an event in a scheduled journey',
    withSteps(
      {
        a: { type: 'branch', branches: [{ condition: { event: { name: ['A'] } }, next: 'z' }], default: 'z' },
        z: end,
      },
      { ...scheduled(), condition: { all: [{ event: { name: ['A'] } }] } },
    ),
    'journey/j warning: condition.all[0].event: This never holds: people enter by a schedule',
    'journey/j warning: steps.a.branches[0].condition.event: This value is always empty',
  ],
  [
    'a value of an event without default in a journey by segment',
    step(
      { type: 'emit', event: 'B', properties: { n: { from: 'event.properties.n' } } },
      { trigger: { segment: 'buyers', on: 'entered' } },
    ),
    'journey/j warning: steps.a.properties.n.from: This value is empty for people who enter by the passing of time',
  ],
];

function scheduled(): JsonObject {
  return { trigger: { schedule: { at: '2026-12-07T10:00Z' }, audience: { segment: 'buyers' } } };
}

describe('a step of a journey', () => {
  itReports('reports %s', steps);
  itReports('is warned of %s', emptyEvents);
});
