import { describe } from 'vitest';
import { type Case, itReports, step, welcome, withSteps } from '../../harness/journey-samples.ts';

const end = { type: 'end' };

const graphs: readonly Case[] = [
  ['no steps at all', withSteps({}, { start: 'a' }), 'journey/j steps: A journey needs at least one step'],
  [
    'a start that is not there',
    withSteps({ hello: { type: 'wait', for: 'P1D', next: 'bye' }, bye: end }, { start: 'helo' }),
    'journey/j start: There is no step "helo". Did you mean "hello"? (received "helo")',
  ],
  [
    'a next that is not there',
    withSteps({ a: { type: 'wait', for: 'P1D', next: 'remnd' }, remind: end }),
    'journey/j steps.a.next: There is no step "remnd". Did you mean "remind"?',
  ],
  [
    'a next unlike any step, saying which there are',
    withSteps({ a: { type: 'wait', for: 'P1D', next: 'elsewhere' }, b: end }),
    'journey/j steps.a.next: There is no step "elsewhere". Use one of a, b, or add the step.',
  ],
  [
    'ways of a branch that are not there',
    withSteps({
      a: { type: 'branch', branches: [{ condition: { segment: 'buyers' }, next: 'x' }], default: 'y' },
    }),
    'journey/j steps.a.branches[0].next: There is no step "x"',
    'journey/j steps.a.default: There is no step "y"',
  ],
  [
    'ways of a waitFor that are not there',
    withSteps({
      a: { type: 'waitFor', branches: [{ event: 'B', next: 'x' }], timeout: { after: 'P1D', next: 'y' } },
    }),
    'journey/j steps.a.branches[0].next: There is no step "x"',
    'journey/j steps.a.timeout.next: There is no step "y"',
  ],
  [
    'a path of a split, and an otherwise, that are not there',
    withSteps({
      a: {
        type: 'split',
        paths: [
          { percent: 50, next: 'x' },
          { percent: 50, next: 'b' },
        ],
      },
      b: { type: 'wait', untilDate: { from: 'profile.traits.d' }, otherwise: 'y', next: 'c' },
      c: end,
    }),
    'journey/j steps.a.paths[0].next: There is no step "x"',
    'journey/j steps.b.otherwise: There is no step "y"',
  ],
  [
    'an unreachable step',
    withSteps({ a: end, b: { type: 'wait', for: 'P1D', next: 'c' }, c: end }),
    'journey/j steps.b: Step "b" is not reachable from "a": make it the next of a step, or remove it.',
    'journey/j steps.c: Step "c" is not reachable from "a"',
  ],
];

const loops: readonly Case[] = [
  [
    'a step that leads to itself',
    withSteps({ a: { type: 'send', template: 'hello', next: 'a' } }),
    loop('a', 'a → a'),
  ],
  [
    'a round without a wait',
    withSteps({ a: { type: 'emit', event: 'X', next: 'b' }, b: { type: 'holdout', percent: 1, next: 'a' } }),
    loop('a', 'a → b → a'),
  ],
  [
    'a round with a wait of seconds',
    withSteps({ a: { type: 'emit', event: 'X', next: 'b' }, b: { type: 'wait', for: 'PT59S', next: 'a' } }),
    loop('a', 'a → b → a'),
  ],
  [
    'a round with a moment, which is over the second time',
    withSteps({ a: { type: 'wait', until: '2026-12-24T18:00', next: 'a' } }),
    loop('a', 'a → a'),
  ],
  [
    'a round with a date, which may be over',
    withSteps({ a: { type: 'wait', untilDate: { from: 'profile.traits.d' }, next: 'a' } }),
    loop('a', 'a → a'),
  ],
  [
    'a round by a branch of a waitFor, which may be taken at once',
    withSteps({
      a: { type: 'waitFor', branches: [{ event: 'B', next: 'a' }], timeout: { after: 'P1D', next: 'b' } },
      b: end,
    }),
    loop('a', 'a → a'),
  ],
  [
    'a round by a timeout of seconds',
    withSteps({
      a: { type: 'waitFor', branches: [{ event: 'B', next: 'b' }], timeout: { after: 'PT30S', next: 'a' } },
      b: end,
    }),
    loop('a', 'a → a'),
  ],
  [
    'two loops, each reported',
    withSteps({
      a: { type: 'branch', branches: [{ condition: { segment: 'buyers' }, next: 'b' }], default: 'c' },
      b: { type: 'emit', event: 'X', next: 'b' },
      c: { type: 'emit', event: 'X', next: 'c' },
    }),
    loop('b', 'b → b'),
    loop('c', 'c → c'),
  ],
];

function loop(at: string, way: string): string {
  return `journey/j steps.${at}: This is an endless loop: ${way}. Add a wait of at least a minute`;
}

const slips: readonly Case[] = [
  [
    'a waitFor without timeout',
    withSteps({ a: { type: 'waitFor', branches: [{ event: 'B', next: 'z' }] }, z: end }),
    'journey/j steps.a.timeout: A waitFor needs a timeout, so that no one waits forever',
  ],
  [
    'a type that is none',
    step({ type: 'sned', template: 'hello' }),
    'journey/j steps.a.type: Give "type": one of send, update,',
  ],
  ['no type', step({ template: 'hello' }), 'journey/j steps.a.type: Give "type": one of send, update,'],
  ['a step that is no map', withSteps({ a: 'end' }), 'journey/j steps.a: This must be a map. Give "type"'],
  [
    'a mistyped key, reported with the keys of that type only',
    step({ type: 'send', tempalte: 'hello' }),
    'journey/j steps.a.template: This is missing: give a string.',
    'journey/j steps.a.tempalte: Unknown field "tempalte". Did you mean "template"?',
  ],
  [
    'a key of another type',
    step({ type: 'end' }),
    'journey/j steps.a.next: Unknown field "next". Possible here: type, reason.',
  ],
  [
    'a wait for nothing',
    step({ type: 'wait' }),
    'journey/j steps.a: A step of type wait has exactly one of for, until, untilDate, untilTime.',
  ],
  [
    'a wait for two things',
    step({ type: 'wait', for: 'P1D', untilTime: '09:00' }),
    'journey/j steps.a: A step of type wait has exactly one of',
  ],
  [
    'a duration in words',
    step({ type: 'wait', for: '3 days' }),
    'journey/j steps.a.for: A duration is written as in ISO 8601',
  ],
  [
    'a change of a segment that does not say which',
    { ...welcome, id: 'j', trigger: { segment: 'buyers' } },
    'journey/j trigger.on: Use one of entered, left.',
  ],
  [
    'an unknown trigger',
    { ...welcome, id: 'j', trigger: { evnt: 'A' } },
    'journey/j trigger: Expected { event: ... } or',
  ],
];

describe('a journey whose graph is broken', () => {
  itReports('is refused for %s', graphs);
  itReports('is refused for %s', loops);
  itReports('is refused for %s', slips);
});
