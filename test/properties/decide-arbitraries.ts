/** Random touchpoints of one person over a program that uses every computed-trait function. */
import fc from 'fast-check';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { RuleDocument } from '../../engine/model/documents/rule-document.ts';
import type { SegmentDocument } from '../../engine/model/documents/segment-document.ts';
import type { TraitDocument, TraitFunction } from '../../engine/model/documents/trait-document.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';

export const DAY = 86_400_000;
export const now = Date.parse('2026-06-01T12:00:00Z');
export const functions: readonly TraitFunction[] = [
  'count',
  'sum',
  'first',
  'last',
  'min',
  'max',
  'distinct',
  'mostFrequent',
  'recency',
];

const status = 'live';
export const traits: readonly TraitDocument[] = functions.flatMap((fn) => {
  const path = fn === 'sum' || fn === 'min' || fn === 'max' ? 'properties.total' : 'properties.shop';
  const document = { kind: 'trait', status, function: fn, event: 'Order', path } as const;
  return [
    { ...document, id: fn.toLowerCase() },
    { ...document, id: `${fn.toLowerCase()}-30d`, within: 'P30D' },
  ];
});

const segments: readonly SegmentDocument[] = [
  {
    kind: 'segment',
    id: 'buyers',
    status,
    condition: { did: { event: 'Order', within: 'P10D', atLeast: 2 } },
  },
  { kind: 'segment', id: 'quiet', status, condition: { not: { segment: 'buyers' } } },
  {
    kind: 'segment',
    id: 'spenders',
    status,
    condition: { profile: { computed: { 'sum-30d': [{ numeric: ['>', 100] }] } } },
  },
  {
    kind: 'segment',
    id: 'recent',
    status,
    condition: { profile: { computed: { recency: [{ numeric: ['<=', 20] }] } } },
  },
  {
    kind: 'segment',
    id: 'gold',
    status,
    condition: { all: [{ profile: { traits: { tier: ['gold'] } } }, { not: { segment: 'quiet' } }] },
  },
  {
    kind: 'segment',
    id: 'seen-lately',
    status,
    condition: { profile: { lastSeenAt: [{ date: ['>', 'now-P3D'] }] } },
  },
];

export async function makeProgram(
  rules: readonly RuleDocument[] = [],
  options?: { readonly acceptAll: boolean },
): Promise<Program> {
  const content = { subject: 'Hello', html: '<p>Hello</p>' };
  return compileProgram(
    await publishDocuments(
      [
        ...rules,
        ...segments,
        ...traits,
        { kind: 'template', id: 'hello', status, channel: 'email', class: 'transactional', content },
        { kind: 'policy', id: 'contact', status },
      ],
      undefined,
      options,
    ),
  );
}

const time = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((days) => now - days * DAY),
  fc.integer({ min: 0, max: 40 * DAY }).map((milliseconds) => now - milliseconds),
);

export const touchpoint: fc.Arbitrary<Touchpoint> = fc
  .record({
    id: fc.integer({ min: 0, max: 1_000_000 }).map((n) => `t${n}`),
    name: fc.constantFrom('Order', 'Order', 'Visit'),
    occurredAt: time,
    total: fc.integer({ min: -5000, max: 20_000 }).map((cents) => cents / 100),
    shop: fc.constantFrom('Rome', 'Bari', 'Oslo', 7, true),
    tier: fc.option(fc.constantFrom('gold', 'silver', null), { nil: undefined }),
    consent: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map(({ id, name, occurredAt, total, shop, tier, consent }) => ({
    id,
    source: 'shop',
    name,
    type: 'track',
    userId: 'u',
    traits: { email: 'a@example.com', ...(tier === undefined ? {} : { tier }) },
    properties: { total, shop },
    context: consent === undefined ? {} : { consent: { email: consent } },
    occurredAt,
    receivedAt: now,
  }));

/** Different ids; bounded so that the windows' own bounds stay out of play. */
export const touchpoints = fc.uniqueArray(touchpoint, { selector: (one) => one.id, maxLength: 40 });

/** Each touchpoint decided on its own, as if each had come in a batch of its own. */
export function playOneByOne(program: Program, inputs: readonly Touchpoint[], at = now): Profile {
  let profile = createProfile('person', now - 50 * DAY);
  for (const one of inputs) {
    const decision = decide(profile, [{ kind: 'touchpoint', touchpoint: one }], program, at);
    profile = { ...decision.profile, outbox: [] };
  }
  return profile;
}

/** What must not depend on order, repetition or batching. */
export function summarize(profile: Profile) {
  const { traits: stated, computed, consents, suppressions, lastSeenAt, wakeAt, userId } = profile;
  const state = { stated, computed, consents, suppressions, lastSeenAt, wakeAt, userId };
  return { ...state, segments: Object.keys(profile.segments).sort() };
}
