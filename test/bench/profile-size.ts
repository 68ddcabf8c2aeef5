/** Bytes of a typical profile item, by DynamoDB's own rules: attribute names count. */
import { measureItem } from '../../adapters/dynamodb/measure-item.ts';
import { encodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import { compileProgram } from '../../engine/compile-program.ts';
import { decide } from '../../engine/decide.ts';
import type { TraitDocument } from '../../engine/documents.ts';
import { createProfile, type Profile } from '../../engine/profile.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { makeSnapshot } from './workload.ts';

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

/** Ten stated traits, two consents, five computed traits, three segments; `touchpoints` of them so far. */
export function measureProfile(touchpoints: number, now: number): number {
  const segments = ['buyers', 'newsletter', 'italians'].map((id) => ({
    kind: 'segment' as const,
    id,
    status: 'live' as const,
    condition: { profile: { traits: { country: ['IT'] } } },
  }));
  const program = compileProgram({ ...makeSnapshot([]), traits: computed, segments });
  let profile: Profile = createProfile('01JD0000000000000000000001', now);
  for (let i = 0; i < touchpoints; i++) {
    const touchpoint = parseTouchpoint(makeEvent(i, now + i * 86_400_000));
    const decision = decide(profile, [{ kind: 'touchpoint', touchpoint }], program, now + i * 86_400_000);
    profile = { ...decision.profile, outbox: [] };
  }
  return measureItem(encodeProfile(profile, 'W#03'));
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
