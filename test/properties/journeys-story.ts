/** Stories of one person in journeys: what happens to them, how it is delivered, and what the engine makes of it. */
import fc from 'fast-check';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { Input } from '../../engine/model/decision.ts';
import type { ConfigDocument } from '../../engine/model/documents/documents.ts';
import type { JourneyDocument } from '../../engine/model/documents/journey-document.ts';
import type { Effect } from '../../engine/model/effects.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { Trace } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const start = Date.parse('2026-03-01T00:00:00Z');

const status = 'live';
export const hello: ConfigDocument = {
  kind: 'template',
  id: 'hello',
  status,
  channel: 'email',
  class: 'transactional',
  content: { subject: 'Hello', html: '<p>Hello</p>' },
};

/** Enter by order, write after two hours; a cancellation takes out. */
export const care: JourneyDocument = {
  kind: 'journey',
  id: 'care',
  status,
  trigger: { event: 'Ordered' },
  reentry: {},
  exitOn: [{ event: 'Cancelled' }],
  start: 'wait',
  steps: {
    wait: { type: 'wait', for: 'PT2H', next: 'mail' },
    mail: { type: 'send', template: 'hello', next: 'done' },
    done: { type: 'end' },
  },
};

/** One per cart; answered, timed out, converted or left. */
const cart: JourneyDocument = {
  kind: 'journey',
  id: 'cart',
  status,
  trigger: { event: 'Cart Updated' },
  key: 'event.properties.cart',
  reentry: { interval: 'PT1H' },
  concurrency: 2,
  goal: { event: 'Ordered' },
  exitOn: [{ event: 'Cancelled', key: false }],
  start: 'ask',
  steps: {
    ask: {
      type: 'waitFor',
      branches: [
        { event: 'Answered', next: 'mail' },
        { segment: 'vip', on: 'entered', next: 'note' },
      ],
      timeout: { after: 'PT3H', next: 'which' },
    },
    which: {
      type: 'split',
      paths: [50, 50].map((percent, i) => ({ percent, next: i === 0 ? 'mail' : 'note' })),
    },
    mail: { type: 'send', template: 'hello', next: 'wait' },
    note: { type: 'update', traits: { noted: { from: 'event.properties.cart' } }, next: 'wait' },
    wait: { type: 'wait', for: 'PT1H', next: 'other' },
    other: { type: 'enter', journey: 'care', next: 'done' },
    done: { type: 'end' },
  },
};

export const documents: readonly ConfigDocument[] = [
  hello,
  care,
  cart,
  { kind: 'segment', id: 'vip', status, condition: { profile: { traits: { tier: ['vip'] } } } },
];

export const program = compileProgram(await publishDocuments(documents, undefined, { acceptAll: true }));

export interface Delivery {
  /** When it comes (epoch ms). */
  readonly at: number;
  readonly touchpoints: readonly Touchpoint[];
}

interface Happened {
  readonly name: string;
  readonly minute: number;
  readonly cart: number;
  readonly tier: string | undefined;
  readonly lateBy: number;
}

const happened: fc.Arbitrary<Happened> = fc.record({
  name: fc.constantFrom(
    'Ordered',
    'Ordered',
    'Cart Updated',
    'Cart Updated',
    'Answered',
    'Cancelled',
    'Visited',
  ),
  // Whole minutes, so that several things fall on one moment, and on the end of waits.
  minute: fc.integer({ min: 0, max: 600 }).map((minute) => minute - (minute % 20)),
  cart: fc.integer({ min: 1, max: 3 }),
  tier: fc.option(fc.constantFrom('vip', 'none'), { nil: undefined }),
  lateBy: fc.constantFrom(0, 0, 0, 1, 30, 200),
});

/** Deliveries in the order of their arrival; what arrives at one moment comes together. */
export const deliveries: fc.Arbitrary<readonly Delivery[]> = fc
  .array(happened, { minLength: 1, maxLength: 14 })
  .map((list) => {
    const byArrival = new Map<number, Touchpoint[]>();
    for (const [index, one] of list.entries()) {
      const at = start + (one.minute + one.lateBy) * MINUTE;
      byArrival.set(at, [...(byArrival.get(at) ?? []), makeTouchpoint(one, index, at)]);
    }
    return [...byArrival]
      .sort(([left], [right]) => left - right)
      .map(([at, touchpoints]) => ({ at, touchpoints }));
  });

export interface PlayedStory {
  readonly profile: Profile;
  readonly effects: readonly Effect[];
  readonly traces: readonly Trace[];
}

export interface PlayOptions {
  /** Wakes at the due moment, if wakes run. */
  readonly isSweeping?: boolean;
  /** Epoch ms at which the story ends. */
  readonly until?: number;
  /** The program in force at a moment. */
  readonly programAt?: (at: number) => Program;
}

/** Decides delivery after delivery, with the wake-ups between them. */
export function playStory(story: readonly Delivery[], options: PlayOptions = {}): PlayedStory {
  const { isSweeping = true, until = start + 48 * HOUR, programAt = () => program } = options;
  let profile = createProfile('person', start);
  const effects: Effect[] = [];
  const traces: Trace[] = [];
  const counted = new Set<string>();
  const take = (inputs: readonly Input[], now: number) => {
    const decision = decide(profile, inputs, programAt(now), now);
    profile = { ...decision.profile, outbox: [] };
    effects.push(...decision.effects);
    for (const entry of decision.entries) traces.push(...entry.traces);
  };
  for (const { at, touchpoints } of [...story, { at: until, touchpoints: [] }]) {
    while (isSweeping && profile.wakeAt !== undefined && profile.wakeAt < at) {
      // A program that came meanwhile may have moved the alarm into the past.
      take([{ kind: 'wake' }], Math.max(profile.wakeAt, start));
    }
    // What could have fallen out of the window of processed ids is looked up in the timeline by the shell.
    const { dedupWatermark } = profile;
    const unknown = touchpoints.filter(
      ({ id, occurredAt }) => dedupWatermark === undefined || occurredAt > dedupWatermark || !counted.has(id),
    );
    take(
      unknown.map((touchpoint) => ({ kind: 'touchpoint', touchpoint })),
      at,
    );
    for (const { id } of touchpoints) counted.add(id);
  }
  return { profile, effects, traces };
}

/** What must be the same however the same deliveries came. */
export function summarize({ profile, effects, traces }: PlayedStory) {
  const { journeys, journeyEntries, recentExits, wakeAt, held } = profile;
  return { journeys, entered: journeyEntries, left: recentExits, held, wakeAt, effects, traces };
}

function makeTouchpoint({ name, minute, cart: id, tier }: Happened, index: number, at: number): Touchpoint {
  return {
    id: `event-${index}`,
    source: 'shop',
    name,
    type: 'track',
    userId: 'u',
    traits: { email: 'a@example.com', ...(tier === undefined ? {} : { tier }) },
    properties: { cart: id },
    context: {},
    occurredAt: start + minute * MINUTE,
    receivedAt: at,
  };
}
