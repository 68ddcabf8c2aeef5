/** Conversions of rules, journeys and campaigns: late and repeated events end in the same counts as prompt ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTraces } from '../../app/advance/publication/publication.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { AttributionModel } from '../../engine/model/documents/policy-document.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { makeProgram } from '../harness/make-program.ts';

const documents = (attribution: string) => `
kind: policy
id: contact
status: live
consent: { email: opt-out }
conversion: { event: Ordered, within: P2D }
attribution: ${attribution}
---
kind: template
id: news
status: live
channel: email
class: promotional
content: { subject: News, html: "<p>News. <a href='{{ unsubscribe_url }}'>Unsubscribe</a></p>" }
---
kind: template
id: receipt
status: live
channel: email
class: transactional
content: { subject: Receipt, html: "<p>Receipt</p>" }
---
kind: rule
id: by-policy
status: live
trigger: { event: Rule }
actions: [{ send: news }]
---
kind: rule
id: own
status: live
trigger: { event: Own }
conversion: { event: Booked, within: P1D }
actions: [{ send: receipt }]
---
kind: rule
id: untracked
status: live
trigger: { event: Rule }
actions: [{ send: receipt }]
---
kind: journey
id: tour
status: live
trigger: { event: Journey }
reentry: {}
start: either
steps:
  either: { type: split, paths: [{ percent: 50, next: first }, { percent: 50, next: second }] }
  first: { type: send, template: news, next: done }
  second: { type: send, template: news, next: done }
  done: { type: end }
`;

const programs = Object.fromEntries(
  await Promise.all(
    (['last-touch', 'position'] as const).map(
      async (model) => [model, compileProgram(await makeProgram(documents(model)))] as const,
    ),
  ),
) as Record<AttributionModel, ReturnType<typeof compileProgram>>;

const HOUR = 3_600_000;
const start = Date.parse('2026-11-02T00:00:00Z');
const origins = { Rule: 'rule:by-policy', Own: 'rule:own', Journey: 'journey:tour' } as const;
type Sent = readonly [hour: number, kind: keyof typeof origins];
type Ordered = readonly [hour: number, event: 'Ordered' | 'Booked'];

interface Story {
  /** Messages on even hours, events on odd ones: no two at once. */
  readonly messages: readonly Sent[];
  readonly events: readonly Ordered[];
  /** Hours that each event arrives late, used in turn. */
  readonly delays: readonly number[];
}

const hours = fc.integer({ min: 0, max: 40 });
const story: fc.Arbitrary<Story> = fc.record({
  messages: fc.uniqueArray(
    fc.tuple(
      hours.map((hour) => hour * 2),
      fc.constantFrom<keyof typeof origins>('Rule', 'Own', 'Journey'),
    ),
    { selector: ([hour]) => hour, minLength: 1, maxLength: 8 },
  ),
  events: fc.uniqueArray(
    fc.tuple(
      hours.map((hour) => hour * 2 + 1),
      fc.constantFrom<Ordered[1]>('Ordered', 'Ordered', 'Booked'),
    ),
    { selector: ([hour]) => hour, minLength: 1, maxLength: 6 },
  ),
  delays: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 }),
});

type Sums = Record<string, number>;

/** Sums of conversions and credit by origin and dimension. `copies`: deliveries of each event. */
function run({ messages, events, delays }: Story, model: AttributionModel, copies = 1): Sums {
  const arrivals = [
    ...messages.map(([hour, name]) => ({ at: hour, occurred: hour, name, id: `m-${hour}` })),
    ...events.flatMap(([hour, name], index) =>
      Array.from({ length: copies }, (_, copy) => {
        const at = hour + (delays[(index + copy) % delays.length] ?? 0);
        return { at, occurred: hour, name, id: `e-${hour}` };
      }),
    ),
  ];
  let profile: Profile = createProfile('P1', start);
  const sums: Sums = {};
  for (const { at, occurred, name, id } of arrivals.sort((a, b) => a.at - b.at || a.occurred - b.occurred)) {
    const now = start + at * HOUR;
    const touchpoint = {
      ...{ id, source: 'shop', name, type: 'track' as const, userId: 'u' },
      ...{ traits: { email: 'a@example.com' }, properties: {}, context: {} },
      ...{ occurredAt: start + occurred * HOUR, receivedAt: now },
    };
    const decision = decide(profile, [{ kind: 'touchpoint', touchpoint }], programs[model], now);
    profile = decision.profile;
    for (const { counts } of countTraces('P1', 1, decision.entries)) {
      for (const [origin, measures] of Object.entries(counts))
        for (const [measure, quantity] of Object.entries(measures))
          if (/^(converted|credit)/.test(measure))
            sums[`${origin} ${measure}`] = (sums[`${origin} ${measure}`] ?? 0) + quantity;
    }
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

/** Each event takes the messages that are open at its moment; computed without the product. */
function expectSums({ messages, events }: Story, model: AttributionModel): Sums {
  const open = new Map(messages.map((message) => [message[0], message] as const));
  const sums: Sums = {};
  const add = (key: string, quantity: number) => {
    if (quantity !== 0) sums[key] = (sums[key] ?? 0) + quantity;
  };
  for (const [hour, name] of [...events].sort(([a], [b]) => a - b)) {
    const isFor = (kind: Sent[1]) => (kind === 'Own' ? 'Booked' : 'Ordered') === name;
    const reached = [...open.values()]
      .filter(([sent, kind]) => sent < hour && isFor(kind) && hour <= sent + (kind === 'Own' ? 24 : 48))
      .sort(([a], [b]) => a - b);
    reached.forEach(([sent, kind], index) => {
      open.delete(sent);
      const isLast = index === reached.length - 1;
      const isEnd = isLast || index === 0;
      const middle = reached.length - 2;
      const inMiddle = Math.floor(20 / middle) + (index - 1 < 20 % middle ? 1 : 0);
      const alone = reached.length === 1 ? 100 : reached.length === 2 ? 50 : isEnd ? 40 : inMiddle;
      add(`${origins[kind]} converted`, 1);
      add(`${origins[kind]} credit`, model === 'last-touch' ? (isLast ? 100 : 0) : alone);
    });
  }
  return sums;
}

const withoutDimensions = (sums: Sums): Sums =>
  Object.fromEntries(Object.entries(sums).filter(([key]) => !key.includes('@')));

describe('conversions of rules and journeys', () => {
  it.each(['last-touch', 'position'] as const)(
    'by %s: late and repeated events end in the counts of prompt ones, and these in those of a model',
    (model) => {
      let moved = 0;
      fc.assert(
        fc.property(story, (given) => {
          const prompt = run({ ...given, delays: [0] }, model);
          expect(run(given, model, 2)).toEqual(prompt);
          expect(withoutDimensions(prompt)).toEqual(expectSums(given, model));
          if (Object.keys(prompt).length > 0) moved++;
        }),
        { numRuns: 300 },
      );
      expect(moved).toBeGreaterThan(100);
    },
  );

  it('are counted by message, and of journeys by step and variant', () => {
    const sums = run({ messages: [[0, 'Journey']], events: [[1, 'Ordered']], delays: [0] }, 'last-touch');
    const step = Object.keys(sums)
      .find((key) => key.includes('converted@step='))
      ?.split('=')[1];
    expect(['first', 'second']).toContain(step);
    expect(sums).toEqual({
      'journey:tour converted': 1,
      'journey:tour converted@template=news': 1,
      [`journey:tour converted@step=${step}`]: 1,
      [`journey:tour converted@variant=either.${step}`]: 1,
      'journey:tour credit': 100,
      'journey:tour credit@template=news': 100,
      [`journey:tour credit@step=${step}`]: 100,
      [`journey:tour credit@variant=either.${step}`]: 100,
    });
  });
});
