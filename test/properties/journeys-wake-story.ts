/** Random sets of journeys, contact policies, events and edits, for what holds whatever they are. */
import fc from 'fast-check';
import type { ConfigDocument } from '../../engine/model/documents/documents.ts';
import type { JourneyDocument, JourneyStep } from '../../engine/model/documents/journey-document.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** The day before clocks change in Europe. */
export const start = Date.parse('2026-03-28T12:00:00Z');

interface Setup {
  readonly journeys: readonly Shape[];
  readonly policy: Omit<PolicyDocument, 'kind' | 'id' | 'status'>;
}

interface Shape {
  readonly trigger: JourneyDocument['trigger'];
  readonly isKeyed: boolean;
  readonly first: JourneyStep;
  readonly act: JourneyStep;
  readonly last: JourneyStep;
  readonly more: Partial<JourneyDocument>;
}

export interface Edit {
  readonly journey: string;
  readonly status: 'live' | 'paused' | 'archived';
  readonly isMapped: boolean;
  readonly hours: number | undefined;
}

export interface Happening {
  readonly at: number;
  readonly touchpoints: readonly Touchpoint[];
  readonly edit?: Edit;
}

export interface Story {
  readonly setup: Setup;
  readonly happenings: readonly Happening[];
  /** Milliseconds by which sweeps are late, used in turn. */
  readonly lateness: readonly number[];
}

/** Steps with an end at which people wait. */
const waits = fc.constantFrom<JourneyStep>(
  { type: 'wait', for: 'PT1M', next: 'act' },
  { type: 'wait', for: 'PT5H', next: 'act' },
  { type: 'wait', untilTime: '02:30', next: 'act' },
  { type: 'wait', untilTime: '09:00', weekdays: ['monday'], next: 'act' },
  { type: 'wait', until: '2026-03-29T03:00', next: 'act' },
  { type: 'wait', untilDate: { from: 'profile.traits.date', minus: 'PT2H' }, next: 'act' },
  { type: 'wait', untilDate: { from: 'profile.computed.planned' }, otherwise: 'done', next: 'act' },
  {
    type: 'waitFor',
    branches: [
      { event: 'Paid', next: 'last' },
      { segment: 'vip', on: 'entered', next: 'act' },
    ],
    timeout: { after: 'PT3H', next: 'act' },
  },
);

const acts = fc.constantFrom<JourneyStep>(
  { type: 'send', template: 'news', ifCapped: 'wait', next: 'last' },
  { type: 'send', template: 'news', maxHold: 'PT2H', expiresAfter: 'PT1H', next: 'last' },
  { type: 'send', template: 'receipt', next: 'last' },
  { type: 'update', traits: { date: '2026-03-30T10:00' }, next: 'last' },
  { type: 'update', traits: { date: null, timezone: 'Asia/Tokyo' }, next: 'last' },
  { type: 'update', traits: { tier: { from: 'event.properties.tier' } }, next: 'last' },
  { type: 'enter', journey: 'j0', properties: { cart: 1 }, next: 'last' },
  { type: 'split', paths: [50, 50].map((percent, i) => ({ percent, next: i === 0 ? 'last' : 'done' })) },
  { type: 'wait', for: 'PT2H', next: 'last' },
);

const lasts = fc.constantFrom<JourneyStep>(
  { type: 'wait', for: 'PT7H', next: 'done' },
  { type: 'wait', for: 'PT6H', next: 'wait' },
  { type: 'send', template: 'news', ifQuiet: 'hold', next: 'done' },
  { type: 'end' },
);

const shapes: fc.Arbitrary<Shape> = fc.record({
  trigger: fc.constantFrom<JourneyDocument['trigger']>(
    { event: 'Cart' },
    { event: ['Cart', 'Paid'] },
    { segment: 'vip', on: 'entered' },
    { api: true },
  ),
  isKeyed: fc.boolean(),
  first: waits,
  act: acts,
  last: lasts,
  more: fc.record(
    {
      reentry: fc.constantFrom({}, { interval: 'PT1H' }, { limit: 2 }),
      exitOn: fc.constantFrom([{ event: 'Left' }], [{ segment: 'vip', on: 'left' as const }]),
      stopAt: fc.constant('2026-03-29T09:00:00Z'),
      whenStopped: fc.constantFrom('leave', 'finish'),
      whenResumed: fc.constantFrom('run', 'drop'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<JourneyDocument>>,
});

const policies = fc.record(
  {
    caps: fc.constantFrom(
      [{ limit: 1, within: 'PT5H' }],
      [{ limit: 1, per: 'day' as const }],
      [{ limit: 2, within: 'P30D' }],
    ),
    quietHours: fc.constantFrom(
      { windows: [{ from: '21:00', to: '08:00' }] },
      { windows: [{ from: '00:00', to: '24:00' }] },
    ),
    arbitration: fc.constantFrom({ window: 'PT10M' }, { window: 'PT10M', reserve: 'PT1H' }),
    maxHold: fc.constantFrom('PT5M', 'P2D'),
  },
  { requiredKeys: [] },
);

const happening = fc.record({
  minute: fc.integer({ min: 0, max: 2_000 }).map((minute) => minute - (minute % 20)),
  events: fc.array(
    fc.record({
      name: fc.constantFrom('Cart', 'Cart', 'Paid', 'Left', 'Enter Journey'),
      lateBy: fc.constantFrom(0, 0, 20, 300, 2_000, -30),
      cart: fc.integer({ min: 1, max: 3 }),
      tier: fc.constantFrom('vip', 'none'),
      traits: fc.constantFrom(
        {},
        { tier: 'vip' },
        { tier: 'none' },
        { date: '2026-03-29' },
        { date: null },
        { date: 'x' },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  edit: fc.option(
    fc.record({
      journey: fc.constantFrom('j0', 'j1', 'j2'),
      status: fc.constantFrom('live', 'live', 'paused', 'archived'),
      isMapped: fc.boolean(),
      hours: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    }),
    { nil: undefined, freq: 2 },
  ),
});

export const stories: fc.Arbitrary<Story> = fc.record({
  setup: fc.record({
    journeys: fc.array(shapes, { minLength: 1, maxLength: 3 }),
    policy: policies,
  }) as fc.Arbitrary<Setup>,
  happenings: fc.array(happening, { minLength: 1, maxLength: 8 }).map((list) =>
    list
      .sort((left, right) => left.minute - right.minute)
      .map(({ minute, events, edit }, index): Happening => {
        const at = start + minute * MINUTE;
        const touchpoints = events.map(
          ({ name, lateBy, cart, tier, traits }, place): Touchpoint => ({
            id: `event-${index}-${place}`,
            source: 'shop',
            name,
            type: 'track',
            userId: 'u',
            traits: { email: 'a@example.com', ...traits },
            properties: { cart, tier, journey: `j${cart - 1}`, due: `2026-03-${28 + cart}T10:00` },
            context: { consent: { email: true } },
            occurredAt: at - lateBy * MINUTE,
            receivedAt: at,
          }),
        );
        return { at, touchpoints, ...(edit === undefined ? {} : { edit }) };
      }),
  ),
  lateness: fc.array(fc.constantFrom(0, 1, 30_000, 6 * HOUR), { minLength: 1, maxLength: 4 }),
});

export function makeDocuments({ journeys, policy }: Setup): readonly ConfigDocument[] {
  const template = (id: string, messageClass: 'promotional' | 'transactional'): ConfigDocument => ({
    kind: 'template',
    id,
    status: 'live',
    channel: 'email',
    class: messageClass,
    content: { subject: id, html: '<p>x</p>' },
  });
  return [
    template('news', 'promotional'),
    template('receipt', 'transactional'),
    { kind: 'segment', id: 'vip', status: 'live', condition: { profile: { traits: { tier: ['vip'] } } } },
    { kind: 'trait', id: 'planned', status: 'live', event: 'Cart', function: 'last', path: 'properties.due' },
    { kind: 'policy', id: 'contact', status: 'live', ...policy },
    ...journeys.map((shape, index) => makeJourney(shape, `j${index}`)),
  ];
}

function makeJourney({ trigger, isKeyed, first, act, last, more }: Shape, id: string): JourneyDocument {
  const hasEvent = 'event' in trigger;
  return {
    kind: 'journey',
    id,
    status: 'live',
    trigger,
    ...(isKeyed && hasEvent ? { key: 'event.properties.cart' } : {}),
    ...more,
    start: 'wait',
    steps: { wait: first, act, last, done: { type: 'end' } },
  };
}
