/** Double opt-in in random lives: how often mailboxes are asked, that nothing is lost, and what is announced. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPresentState } from '../../engine/channels/confirmed-address.ts';
import { readEffectiveOf } from '../../engine/channels/effective-consent.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { Input } from '../../engine/model/decision.ts';
import type { EmitEvent, SendMessage } from '../../engine/model/effects.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

const header = { channel: 'email', revision: 'r', locales: [], variables: [] } as const;
const live = { status: 'live' } as const;
const program = compileProgram({
  ...sampleSnapshot,
  policy: { kind: 'policy', id: 'p', ...live },
  purposes: ['surveys', 'polls'].map((id) => ({
    kind: 'purpose',
    id,
    ...live,
    name: id,
    doubleOptIn: { template: `confirm-${id}` },
  })),
  topics: [{ kind: 'topic', id: 'panel', ...live, name: 'Panel', purpose: 'surveys' }],
  templates: ['surveys', 'polls'].map((id) => ({ ...header, id: `confirm-${id}`, class: 'transactional' })),
  segments: [
    {
      kind: 'segment',
      id: 'polled',
      ...live,
      condition: { profile: { consents: { 'email:polls': ['granted'] } } },
    },
  ],
  rules: [
    {
      kind: 'rule',
      id: 'rename',
      ...live,
      trigger: { event: 'Renamed' },
      actions: [{ update: { traits: { email: { from: 'event.properties.email' } } } }],
    },
  ],
});

const keys = ['email:surveys', 'email/panel', 'email:polls'] as const;
const address = fc.constantFrom(...'abcdefg'.split('').map((name) => `${name}@example.com`));
const step = fc.record({
  after: fc
    .oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.constantFrom(59, 60, 61))
    .map((n) => n * minute),
  late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 })).map((n) => n * minute),
  act: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('state' as const),
        // A no to every purpose; a yes to it changes nothing.
        key: fc.constantFrom(...keys, 'email:*'),
        yes: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('confirm' as const), which: fc.nat(5) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('move' as const, 'rename' as const), to: address }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('post' as const),
        to: address,
        key: fc.constantFrom(...keys),
      }),
    },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface Life {
  readonly profile: Profile;
  readonly asked: readonly (SendMessage & { readonly confirms: NonNullable<SendMessage['confirms']> })[];
  readonly announced: readonly EmitEvent[];
}

/** Steps without time in between are one decision. `isAwake`: timers run when they are due, else only with events. */
function play(steps: readonly Step[], isAwake: boolean): Life {
  let profile: Profile = {
    ...createProfile('P', start),
    traits: { email: { value: 'a@example.com', at: start } },
  };
  const asked: Life['asked'][number][] = [];
  const announced: EmitEvent[] = [];
  const run = (inputs: readonly Input[], now: number) => {
    const decision = decide(profile, inputs, program, now);
    profile = { ...decision.profile, outbox: [] };
    for (const effect of decision.effects) {
      if (effect.kind === 'SendMessage' && effect.confirms !== undefined)
        asked.push({ ...effect, confirms: effect.confirms });
      if (effect.kind === 'EmitEvent' && effect.name === 'Consent Changed') announced.push(effect);
    }
  };
  const wakeUntil = (until: number) => {
    while (profile.wakeAt !== undefined && profile.wakeAt < until) run([{ kind: 'wake' }], profile.wakeAt);
  };
  let at = start;
  let batch: Input[] = [];
  const flush = () => {
    if (batch.length > 0) run(batch, at);
    batch = [];
  };
  for (const [index, { after, late, act }] of steps.entries()) {
    if (after > 0) {
      flush();
      if (isAwake) wakeUntil(at + after);
      at += after;
    }
    // An answer needs the message.
    if (act.kind === 'confirm') flush();
    const chosen = act.kind === 'confirm' ? asked[act.which % Math.max(1, asked.length)] : undefined;
    if (act.kind === 'confirm' && chosen === undefined) continue;
    const consent =
      chosen === undefined
        ? {
            ...(act.kind === 'state' && { [act.key]: act.yes }),
            ...(act.kind === 'post' && { [act.key]: true }),
          }
        : Object.fromEntries(chosen.confirms.keys.map((key) => [key, 'granted']));
    const source = chosen && {
      confirmed: true,
      requestedAt: new Date(chosen.confirms.requestedAt).toISOString(),
      address: chosen.to,
    };
    const to = 'to' in act ? act.to : undefined;
    const touchpoint = parseTouchpoint({
      id: `e${index}`,
      source: 'shop',
      'detail-type': act.kind === 'rename' ? 'Renamed' : 'Said',
      time: new Date(at).toISOString(),
      detail: {
        userId: 'u',
        timestamp: new Date(at - late).toISOString(),
        context: { consent, ...(source && { consentSource: source }) },
        ...(act.kind === 'rename' ? { properties: { email: to } } : to && { traits: { email: to } }),
      },
    });
    batch.push({ kind: 'touchpoint', touchpoint });
  }
  flush();
  wakeUntil(at + 100 * hour);
  return { profile, asked, announced };
}

const lives = fc.tuple(fc.array(step, { maxLength: 30 }), fc.boolean());

describe('requests to confirm', () => {
  it('reach an address once in an hour, and five addresses of a person, whatever is posted', () => {
    fc.assert(
      fc.property(lives, ([steps, isAwake]) => {
        const { asked } = play(steps, isAwake);
        for (const [index, message] of asked.entries()) {
          const recent = asked.slice(0, index).filter((one) => message.decidedAt - one.decidedAt < hour);
          expect(recent.filter(({ to }) => to === message.to)).toEqual([]);
          expect(recent.length).toBeLessThan(5);
        }
        expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('are made in the end for every consent that is pending, by a link that has an effect', () => {
    fc.assert(
      fc.property(lives, ([steps, isAwake]) => {
        const { profile, asked } = play(steps, isAwake);
        expect(profile.held).toEqual([]);
        for (const key of keys) {
          const isStated = Object.hasOwn(profile.consents, key);
          if (!isStated || readPresentState(profile, key, program.topicPurposes) !== 'pending') continue;
          const {
            confirmed,
            at = 0,
            deniedAt = 0,
          } = readEffectiveOf(profile.consents, key, program.topicPurposes) ?? {};
          const since = confirmed === true ? at : deniedAt;
          const to = profile.traits['email']?.value;
          const effective = asked.filter(
            ({ confirms, ...message }) =>
              message.to === to && confirms.keys.includes(key) && confirms.requestedAt > since,
          );
          expect(effective.length, `${key} at ${to}`).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

it('each change of a consent is announced once, and the last one is its state for the present address', () => {
  fc.assert(
    fc.property(lives, ([steps, isAwake]) => {
      const { profile, announced } = play(steps, isAwake);
      expect(new Set(announced.map(({ id }) => id)).size).toBe(announced.length);
      for (const key of keys) {
        const states = announced
          .filter(
            ({ properties: { purpose, topic } }) =>
              (topic === undefined ? `email:${purpose}` : `email/${topic}`) === key,
          )
          .map(({ properties }) => properties['state']);
        for (const [index, state] of states.entries()) expect(state).not.toBe(states[index - 1]);
        const isStated = Object.hasOwn(profile.consents, key);
        const present = isStated ? readPresentState(profile, key, program.topicPurposes) : undefined;
        expect(states.at(-1)).toBe(present);
      }
      const isPolled = Object.hasOwn(profile.segments, 'polled');
      expect(isPolled).toBe(readPresentState(profile, 'email:polls', program.topicPurposes) === 'granted');
    }),
    { numRuns: 1000 },
  );
});
