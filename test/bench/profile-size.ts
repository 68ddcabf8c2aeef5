/** Bytes of a typical profile item, by DynamoDB's own rules: attribute names count. */
import { measureItem } from '../../adapters/dynamodb/measure-item.ts';
import { encodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import { hashText } from '../../engine/base/hash.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { TraitDocument } from '../../engine/model/documents/trait-document.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { makeSnapshot } from './workload.ts';

const day = 86_400_000;

const trait = (id: string, more: Partial<TraitDocument>): TraitDocument => ({
  kind: 'trait',
  id,
  status: 'live',
  function: 'count',
  event: 'Order Completed',
  ...more,
});

const computed: TraitDocument[] = [
  trait('orders', {}),
  trait('revenue', { function: 'sum', path: 'properties.revenue' }),
  trait('last_sku', { function: 'last', path: 'properties.sku' }),
  trait('orders_30d', { within: 'P30D' }),
  trait('last_order', { function: 'recency' }),
];

/** With `journeys`, bytes of the same person in three of them. */
export function measureProfile(touchpoints: number, now: number, journeys = false): number {
  const profile = makeTypicalProfile(touchpoints, now);
  return measureItem(encodeProfile(journeys ? enterJourneys(profile) : profile, 'W#03'));
}

/** Ten stated traits, two consents, five computed traits, three segments; `touchpoints` of them so far. */
export function makeTypicalProfile(touchpoints: number, now: number): Profile {
  const segments = ['buyers', 'newsletter', 'italians'].map((id) => ({
    kind: 'segment' as const,
    id,
    status: 'live' as const,
    condition: { profile: { traits: { country: ['IT'] } } },
  }));
  const program = compileProgram({ ...makeSnapshot([]), traits: computed, segments });
  let profile: Profile = createProfile('01JD0000000000000000000001', now);
  for (let i = 0; i < touchpoints; i++) {
    // A day apart, give or take some odd minutes; received a moment after.
    const at = now + i * day + ((i * 7_654_321) % 3_600_000);
    const touchpoint = parseTouchpoint(makeEvent(i, at));
    const decision = decide(profile, [{ kind: 'touchpoint', touchpoint }], program, at + 137 + i);
    profile = { ...decision.profile, outbox: [] };
  }
  return profile;
}

/** Three journeys, two entry counts, four messages sent lately, and the wake-up that goes with it. */
export function enterJourneys(profile: Profile): Profile {
  const last = profile.lastSeenAt;
  const welcomed = last - 6 * day - 4_711_017;
  const position = (journey: string, step: string, enteredAt: number, since: number, wait: number) => ({
    journey,
    version: 3,
    instanceId: hashText(`${profile.id} ${journey} ${enteredAt}`),
    enteredAt,
    step,
    since,
    until: since + wait,
    stepCount: since === enteredAt ? 1 : 4,
  });
  return {
    ...profile,
    journeys: [
      position('welcome-series', 'wait-7-days', welcomed, welcomed + 3 * day + 21_345, 7 * day),
      position('win-back', 'wait-90-days', last, last, 90 * day),
      position('cart-reminder', 'wait-1-hour', last, last, 3_600_000),
    ],
    journeyEntries: { 'win-back': [2, last], 'cart-reminder': [5, last] },
    contacts: [
      [last - 40 * day - 123_456, 'email', 'promotional', 'news'],
      [welcomed + 2_345, 'email', 'transactional', ''],
      [welcomed + 3 * day + 21_678, 'email', 'promotional', 'news'],
      [last - day - 77_777, 'push', 'promotional', ''],
    ],
    wakeAt: last + 3_600_000,
  };
}

function makeEvent(i: number, at: number): unknown {
  const signUp = {
    email: 'ada.lovelace@example.com',
    phone: '+41791234567',
    first_name: 'Ada',
    last_name: 'Lovelace',
    country: 'IT',
    city: 'Torino',
    language: 'it',
    birthday: '1985-12-10',
    plan: 'premium',
    newsletter: true,
  };
  return {
    id: `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`,
    source: 'shop.web',
    'detail-type': i === 0 ? 'Signed Up' : 'Order Completed',
    time: new Date(at).toISOString(),
    detail: {
      userId: 'customer-12345',
      ...(i === 0 ? { traits: signUp, context: { consent: { email: true, sms: false } } } : {}),
      properties: { sku: `sku-${i}`, revenue: 19.9 },
    },
  };
}
