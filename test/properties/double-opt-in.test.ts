/** Consent, double opt-in and messages, in random lives: no promotional message goes out without a yes that still counts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listConsentKeys } from '../../engine/channels/consent-key.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { admitMessage } from '../../engine/policy/admit.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;

const header = { channel: 'email', revision: 'r', locales: [], variables: [] } as const;
const program = compileProgram({
  ...sampleSnapshot,
  policy: { kind: 'policy', id: 'p', status: 'live' },
  purposes: [
    { kind: 'purpose', id: 'surveys', status: 'live', name: 'Surveys', doubleOptIn: { template: 'confirm' } },
  ],
  topics: [{ kind: 'topic', id: 'panel', status: 'live', name: 'Panel', purpose: 'surveys' }],
  templates: [
    { ...header, id: 'confirm', class: 'transactional' },
    { ...header, id: 'news', class: 'promotional' },
    { ...header, id: 'survey', class: 'promotional', purpose: 'surveys' },
    { ...header, id: 'panel', class: 'promotional', purpose: 'surveys', topic: 'panel' },
  ],
  rules: ['news', 'survey', 'panel'].map((send) => ({
    kind: 'rule',
    id: send,
    status: 'live',
    trigger: { event: 'Viewed' },
    actions: [{ send }],
  })),
});

const keys = ['email', 'email:surveys', 'email/panel'] as const;
const step = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 20, max: 90 })).map((n) => n * minute),
  act: fc.oneof(
    fc.record({ kind: fc.constant('state' as const), key: fc.constantFrom(...keys), yes: fc.boolean() }),
    fc.record({ kind: fc.constant('confirm' as const), which: fc.nat(3) }),
    fc.record({ kind: fc.constant('move' as const), to: fc.constantFrom('a@example.com', 'b@example.com') }),
    fc.record({ kind: fc.constant('view' as const) }),
  ),
});

interface Said {
  readonly key: string;
  readonly state: 'granted' | 'denied';
  readonly at: number;
  /** The address that confirmed it. */
  readonly address?: string | undefined;
}

function live(steps: readonly (typeof step extends fc.Arbitrary<infer One> ? One : never)[]): void {
  let profile: Profile = {
    ...createProfile('P', start),
    traits: { email: { value: 'a@example.com', at: start } },
  };
  const said: Said[] = [];
  const sent: SendMessage[] = [];
  let at = start;
  for (const [index, { after, act }] of steps.entries()) {
    at += after;
    const asked = sent.flatMap(({ confirms, to }) => (confirms === undefined ? [] : [{ ...confirms, to }]));
    const chosen = act.kind === 'confirm' ? asked[act.which % Math.max(1, asked.length)] : undefined;
    const consent: Record<string, boolean> =
      act.kind === 'state'
        ? { [act.key]: act.yes }
        : Object.fromEntries((chosen?.keys ?? []).map((key) => [key, true]));
    const source =
      chosen === undefined
        ? {}
        : { confirmed: true, requestedAt: new Date(chosen.requestedAt).toISOString(), address: chosen.to };
    const touchpoint = parseTouchpoint({
      id: `e${index}`,
      source: 'shop',
      'detail-type': act.kind === 'view' ? 'Viewed' : 'Said',
      time: new Date(at).toISOString(),
      detail: {
        userId: 'u',
        context: { consent, consentSource: source },
        ...(act.kind === 'move' && { traits: { email: act.to } }),
      },
    });
    for (const [key, yes] of Object.entries(consent)) {
      // Without double opt-in a plain yes counts; with it, only the confirmation does.
      if (yes && chosen === undefined && key !== 'email') continue;
      said.push({
        key,
        state: yes ? 'granted' : 'denied',
        at: yes ? (chosen?.requestedAt ?? at) : at,
        address: key === 'email' ? undefined : chosen?.to,
      });
    }
    const decision = decide(profile, [{ kind: 'touchpoint', touchpoint }], program, at);
    profile = { ...decision.profile, outbox: [] };
    for (const effect of decision.effects) {
      if (effect.kind !== 'SendMessage') continue;
      sent.push(effect);
      if (effect.class === 'promotional') expectGranted(effect, said);
    }
  }
}

/**
 * A yes to one of its keys, confirmed by its address, that no no to any of them follows: only a yes to the topic that is
 * later than the no to its purpose counts although the purpose is denied.
 */
function expectGranted(message: SendMessage, said: readonly Said[]): void {
  const mine = said.filter(
    ({ key, address = message.to }) => listConsentKeys(message).includes(key) && address === message.to,
  );
  const findLast = (key: string | undefined, state: Said['state']) =>
    Math.max(0, ...mine.filter((one) => one.key === key && one.state === state).map((one) => one.at));
  const [general, topic] = listConsentKeys(message);
  const [no, ofTopic] = [findLast(general, 'denied'), findLast(topic, 'granted')];
  expect(no === 0 || findLast(general, 'granted') > no || ofTopic > no).toBe(true);
  expect(findLast(topic, 'denied') === 0 || ofTopic > findLast(topic, 'denied')).toBe(true);
  expect(mine.some(({ state }) => state === 'granted')).toBe(true);
}

describe('with double opt-in', () => {
  it('no promotional message is decided without a yes that counts, and no later no', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 14 }), live), { numRuns: 500 });
  });
});

it('every combination of purposes, channels and topics is decided by its own keys', () => {
  const all = ['email', 'sms', 'email:surveys', 'sms:surveys', 'email/panel', 'sms/panel'] as const;
  const states = [undefined, 'granted', 'denied', 'pending'] as const;
  const to = { email: 'a@example.com', sms: '+393331234567' };
  for (let code = 0; code < states.length ** all.length; code++) {
    const stated = all.map(
      (key, index) => [key, states[Math.floor(code / states.length ** index) % 4]] as const,
    );
    const consents = Object.fromEntries(
      stated.flatMap(([key, state]) => (state === undefined ? [] : [[key, { state, at: 1 }]])),
    );
    const byKey = new Map(stated);
    for (const channel of ['email', 'sms'] as const) {
      for (const purpose of ['marketing', 'surveys']) {
        for (const topic of [undefined, 'panel'] as const) {
          const general = byKey.get(purpose === 'marketing' ? channel : `${channel}:surveys`);
          const topical = topic === undefined ? undefined : byKey.get(`${channel}/panel`);
          const both = [general, topical];
          const wanted = both.includes('denied')
            ? 'unsubscribed'
            : both.includes('granted')
              ? undefined
              : both.includes('pending')
                ? 'consent_pending'
                : 'no_consent';
          const contact = { channel, class: 'promotional', purpose, ...(topic && { topic }) } as const;
          if (admitMessage({ ...createProfile('P', 0), consents }, contact, to[channel], {}) !== wanted)
            expect.fail(`${JSON.stringify({ stated, contact })} is not ${wanted}`);
        }
      }
    }
  }
});
