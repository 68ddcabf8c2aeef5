/** Limits are never breached, and no input makes decide throw. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../engine/base/json.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { RuleDocument } from '../../engine/model/documents/rule-document.ts';
import { createProfile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { DAY, makeProgram, now, touchpoint, touchpoints } from './decide-arbitraries.ts';

describe('A rule’s limit', () => {
  it('is never exceeded, in a lifetime or in any sliding window', async () => {
    const limits = fc.record({
      times: fc.integer({ min: 1, max: 4 }),
      within: fc.option(fc.constantFrom('P1D', 'P7D'), { nil: undefined }),
    });
    const gaps = fc.array(fc.integer({ min: 0, max: 3 * DAY }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(limits, gaps, async ({ times, within }, steps) => {
        const sent = await playLimited({ times, ...(within === undefined ? {} : { within }) }, steps);
        const length = within === undefined ? Number.POSITIVE_INFINITY : within === 'P1D' ? DAY : 7 * DAY;
        for (const at of sent) {
          const inWindow = sent.filter((other) => other <= at && other > at - length);
          expect(inWindow.length).toBeLessThanOrEqual(times);
        }
        if (within === undefined) expect(sent).toHaveLength(Math.min(times, steps.length));
      }),
      { numRuns: 200 },
    );
  });
});

const echoing = await makeProgram(
  [
    {
      kind: 'rule',
      id: 'echo',
      status: 'live',
      trigger: { event: ['Order', 'Visit'] },
      actions: [
        { send: 'hello' },
        { update: { traits: { echo: { from: 'event.properties.x.y' }, all: { from: 'event.properties' } } } },
        { emit: 'Echo', properties: { x: { from: 'event.context.a' } } },
      ],
    },
  ],
  { acceptAll: true },
);

describe('decide', () => {
  it('never throws and changes no input, for any touchpoint', () => {
    const content = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>, { maxKeys: 8 });
    const wild = fc.tuple(touchpoint, content, content, content).map(
      ([one, stated, properties, context]): Touchpoint => ({
        ...one,
        traits: { ...one.traits, ...stated },
        properties: { ...properties, x: stated, total: properties['total'] ?? 'text' },
        context: { ...context, consent: stated, externalIds: [stated] },
      }),
    );
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 6 }), (list) => {
        const profile = freezeDeep(createProfile('person', now));
        const inputs = freezeDeep(list.map((one) => ({ kind: 'touchpoint', touchpoint: one }) as const));
        const first = decide(profile, inputs, echoing, now);
        expect(decide(profile, inputs, echoing, now)).toEqual(first);
        expect(JSON.parse(JSON.stringify(first.profile.outbox))).toEqual(first.profile.outbox);
      }),
      { numRuns: 200 },
    );
  });

  it('gives effects that name their touchpoint by ids which do not depend on when it is decided', () => {
    fc.assert(
      fc.property(touchpoints, fc.integer({ min: 0, max: DAY / 2 }), (list, later) => {
        const inputs = list.map(
          (one) => ({ kind: 'touchpoint', touchpoint: { ...one, occurredAt: now } }) as const,
        );
        const ids = [now, now + later].map((at) =>
          decide(createProfile('person', now), inputs, echoing, at)
            .effects.filter((effect) => effect.kind === 'SendMessage')
            .map((effect) => effect.id),
        );
        expect(ids[1]).toEqual(ids[0]);
        expect(new Set(ids[0]).size).toBe(list.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('parseTouchpoint', () => {
  it('returns a touchpoint or reports the fault, for any JSON', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('2026-01-01T00:00:00Z', 'x', 5, {}));
    const event = fc.record(
      {
        id: field,
        source: field,
        'detail-type': field,
        time: field,
        detail: fc.oneof(
          field,
          fc.record(
            {
              userId: field,
              messageId: field,
              traits: field,
              properties: field,
              context: field,
              timestamp: field,
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(event, fc.jsonValue()), (value) => {
        try {
          expect(parseTouchpoint(value).id.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(TouchpointInvalidError);
        }
      }),
      { numRuns: 400 },
    );
  });
});

async function playLimited(
  limit: NonNullable<RuleDocument['limit']>,
  steps: readonly number[],
): Promise<readonly number[]> {
  const rule: RuleDocument = {
    kind: 'rule',
    id: 'limited',
    status: 'live',
    trigger: { event: 'Visit' },
    limit,
    actions: [{ send: 'hello' }],
  };
  const program = await makeProgram([rule]);
  let profile = createProfile('person', now);
  let at = now;
  const sent: number[] = [];
  for (const [index, step] of steps.entries()) {
    at += step;
    const visit: Touchpoint = {
      id: `v${index}`,
      source: 'web',
      name: 'Visit',
      type: 'track',
      userId: 'u',
      traits: { email: 'a@example.com' },
      properties: {},
      context: {},
      occurredAt: at,
      receivedAt: at,
    };
    const decision = decide(profile, [{ kind: 'touchpoint', touchpoint: visit }], program, at);
    profile = { ...decision.profile, outbox: [] };
    for (const effect of decision.effects) if (effect.kind === 'SendMessage') sent.push(at);
  }
  return sent;
}

function freezeDeep<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freezeDeep(inner);
  }
  return value;
}
