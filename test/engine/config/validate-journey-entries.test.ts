import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import {
  type Case,
  expectProblems,
  itReports,
  step,
  validateAmongGood,
  welcome,
  withSteps,
} from '../../harness/journey-samples.ts';
import { sms } from '../../harness/samples.ts';

const end = { type: 'end' };

const entries: readonly Case[] = [
  [
    'a key of a segment’s change, which has no event',
    { ...welcome, id: 'j', trigger: { segment: 'buyers', on: 'entered' }, key: 'event.properties.cart_id' },
    'journey/j key: The key is read from the event of the trigger, but a change of a segment has no event',
  ],
  [
    'a key of a schedule',
    {
      ...welcome,
      id: 'j',
      trigger: { schedule: { at: '2026-12-07T10:00Z' }, audience: { segment: 'buyers' } },
      key: 'event.properties.cart_id',
    },
    'journey/j key: The key is read from the event of the trigger, but a schedule has no event',
  ],
  [
    'a key of the person',
    { ...welcome, id: 'j', key: 'profile.traits.city' },
    'journey/j key: The key is read from the event: write a path such as "event.properties.cart_id".',
  ],
  [
    'a key at a path that does not exist',
    { ...welcome, id: 'j', key: 'event.propertes.cart_id' },
    'journey/j key: There is no "event.propertes". Did you mean "properties"?',
  ],
  [
    'keys of exits and goals without one of the journey',
    {
      ...welcome,
      id: 'j',
      exitOn: [{ event: 'B', key: 'event.properties.id' }],
      goal: { event: 'C', key: 'event.properties.id' },
    },
    'journey/j exitOn[0].key: The journey has no key to compare with',
    'journey/j goal.key: The journey has no key to compare with',
  ],
  [
    'a condition on who enters that does not compile',
    { ...welcome, id: 'j', condition: { event: { properties: { n: 1 } } } },
    'journey/j condition.event.properties.n: Write an array: [1].',
  ],
  [
    'patterns of exits and goals that do not compile',
    {
      ...welcome,
      id: 'j',
      exitOn: [{ event: 'B', where: { x: [1] } }],
      goal: { event: 'C', where: { name: 'C' } },
    },
    'journey/j exitOn[0].where',
    'journey/j goal.where.name: Write an array: ["C"].',
  ],
  [
    'a pattern that does not compile beside a field out of bounds',
    { ...welcome, id: 'j', exitOn: [{ event: 'B', where: { name: 'C' } }], concurrency: 17 },
    'journey/j exitOn[0].where.name: Write an array: ["C"].',
    'journey/j concurrency: This must be at most 16.',
  ],
  [
    'a last moment that is none',
    { ...welcome, id: 'j', stopAt: 'at Christmas' },
    'journey/j stopAt: Write an existing ISO 8601 moment',
  ],
  [
    'a last moment that is another one in each zone',
    { ...welcome, id: 'j', stopAt: '2026-12-24T18:00' },
    'journey/j stopAt: This moment needs an offset: add a time with an offset or Z',
  ],
  [
    'a schedule that cannot be read',
    {
      ...welcome,
      id: 'j',
      trigger: {
        schedule: { at: '2026-12-07T10:00Z', repeat: 'FREQ=SOMETIMES' },
        audience: { segment: 'buyers' },
      },
    },
    'journey/j trigger.schedule.repeat: ',
  ],
  [
    'a schedule at each person’s own time',
    {
      ...welcome,
      id: 'j',
      trigger: {
        schedule: { at: '2026-12-07T10:00', timeZone: 'recipient' },
        audience: { segment: 'buyers' },
      },
    },
    'journey/j trigger.schedule.timeZone: All people enter a journey at the same moment: give a zone',
  ],
];

const references: readonly Case[] = [
  [
    'a template',
    step({ type: 'send', template: 'helo' }),
    'journey/j steps.a.template: There is no template "helo". Did you mean "hello"?',
  ],
  [
    'a journey',
    step({ type: 'enter', journey: 'onbording' }),
    'journey/j steps.a.journey: There is no journey "onbording". Did you mean "onboarding"?',
  ],
  [
    'a journey that other documents cannot enter',
    step({ type: 'enter', journey: 'welcome' }),
    'journey/j steps.a.journey: The journey "welcome" cannot be entered by other documents: give it the trigger { api: true }',
  ],
  [
    'a segment as trigger',
    { ...welcome, id: 'j', trigger: { segment: 'byers', on: 'left' } },
    'journey/j trigger.segment: There is no segment "byers". Did you mean "buyers"?',
  ],
  [
    'an audience',
    { ...welcome, id: 'j', trigger: { schedule: { at: '2026-12-07T10:00Z' }, audience: { segment: 'x' } } },
    'journey/j trigger.audience.segment: There is no segment "x".',
  ],
  [
    'a trait in its condition',
    { ...welcome, id: 'j', condition: { profile: { computed: { x: [1] } } } },
    'journey/j condition.profile.computed.x: There is no trait "x".',
  ],
  [
    'segments in exits and goal',
    { ...welcome, id: 'j', exitOn: [{ segment: 'x', on: 'left' }], goal: { segment: 'y', on: 'entered' } },
    'journey/j exitOn[0].segment: There is no segment "x".',
    'journey/j goal.segment: There is no segment "y".',
  ],
  [
    'a segment that a waitFor looks for',
    withSteps({
      a: {
        type: 'waitFor',
        branches: [{ segment: 'x', on: 'entered', next: 'z' }],
        timeout: { after: 'P1D', next: 'z' },
      },
      z: end,
    }),
    'journey/j steps.a.branches[0].segment: There is no segment "x".',
  ],
  [
    'a segment in a branch',
    withSteps({
      a: { type: 'branch', branches: [{ condition: { not: { segment: 'x' } }, next: 'z' }], default: 'z' },
      z: end,
    }),
    'journey/j steps.a.branches[0].condition.not.segment: There is no segment "x".',
  ],
  [
    'a trait in a value',
    step({ type: 'update', traits: { n: { from: 'profile.computed.x' } } }),
    'journey/j steps.a.traits.n.from: There is no trait "x".',
  ],
  ...[
    { type: 'emit', event: 'B', properties: { n: { from: 'profile.computed.x' } } },
    { type: 'enter', journey: 'onboarding', properties: { n: { from: 'profile.computed.x' } } },
  ].map(
    (fields): Case => [
      `a trait handed on by ${fields.type}`,
      step(fields),
      'journey/j steps.a.properties.n.from: There is no trait "x".',
    ],
  ),
  [
    'a trait in the body of a webhook',
    step({ type: 'webhook', url: 'https://a.example', body: { n: { from: 'profile.computed.x' } } }),
    'journey/j steps.a.body.n.from: There is no trait "x".',
  ],
  [
    'a trait in a score',
    step({ type: 'send', template: 'hello', score: { from: 'profile.computed.x' } }),
    'journey/j steps.a.score.from: There is no trait "x".',
  ],
  [
    'a trait as date',
    step({ type: 'wait', untilDate: { from: 'profile.computed.x' } }),
    'journey/j steps.a.untilDate.from: There is no trait "x".',
  ],
];

describe('a journey', () => {
  itReports('is refused for %s', entries);
  itReports('is refused when it names %s that is not there', references);

  it('must not send a draft, and is only warned while it is a draft itself', () => {
    const document = { ...step({ type: 'send', template: 'later' }), status: 'draft' };
    expectProblems(document, ['journey/j warning: steps.a.template: There is no template "later".']);
    const later = { ...sms, id: 'later', status: 'draft' };
    expect(validateAmongGood(later, { ...document, status: 'live' })).toEqual([
      'journey/j steps.a.template: The template "later" is not live (its status is draft): make it live, or use another one. (received "later")',
    ]);
  });

  it('is warned of events that may lack its key, unless they name the key that counts', () => {
    const key = 'event.properties.cart_id';
    const journey = (more: object): JsonObject => ({
      ...withSteps({
        a: {
          type: 'waitFor',
          branches: [{ event: ['A', 'C'], ...more, next: 'z' }],
          timeout: { after: 'P1D', next: 'z' },
        },
        z: end,
      }),
      key,
      exitOn: [{ event: 'A' }, { event: 'B', ...more }, { segment: 'buyers', on: 'entered' }],
      goal: { event: 'Order Completed', ...more },
    });
    const warning = (path: string, name: string) =>
      `journey/j warning: ${path}.event: This compares ${key}, the key of the journey: an event "${name}" without it`;
    expectProblems(journey({}), [
      warning('exitOn[1]', 'B'),
      warning('goal', 'Order Completed'),
      warning('steps.a.branches[0]', 'C'),
    ]);
    expectProblems(journey({ key: false }), []);
    expectProblems(journey({ key }), []);
    const left = { key: 'event.context.groupId', exitOn: [{ event: 'Group Left' }] };
    expectProblems({ ...withSteps({ z: end }), ...left }, []);
  });

  it('may lead into a paused one, with a warning: a pause must not invalidate others', () => {
    const paused = { ...withSteps({ z: end }, { trigger: { api: true } }), id: 'evening', status: 'paused' };
    expect(validateAmongGood(paused, step({ type: 'enter', journey: 'evening' }))).toEqual([
      'journey/j warning: steps.a.journey: The journey "evening" is paused: no one enters until it is live again. (received "evening")',
    ]);
  });
});
