/** The rules, event and profile of the engine benchmark: one workload for our engine and the peer's. */

import type { RuleDocument } from '../../engine/model/documents/rule-document.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';

export const eventNames = 40;

/** Rule `i`: one of 40 event names, one product, one price band, one of two countries. */
export function makeRules(count: number): RuleDocument[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'rule' as const,
    id: `rule-${i}`,
    status: 'live' as const,
    trigger: { event: `Event ${i % eventNames}` },
    condition: {
      all: [
        { event: { properties: { sku: [`sku-${i}`], total: [{ numeric: ['>', i % 90] }] } } },
        { profile: { traits: { country: ['IT', 'CH'] } } },
      ],
    },
    actions: [{ update: { traits: { touched: i } } }],
  }));
}

export function makeSnapshot(rules: RuleDocument[]): ProgramSnapshot {
  return {
    schemaVersion: 1,
    version: 1,
    hash: 'bench',
    publishedAt: 0,
    rules,
    segments: [
      {
        kind: 'segment',
        id: 'big',
        status: 'live',
        condition: { profile: { computed: { spent: [{ numeric: ['>', 1e9] }] } } },
      },
    ],
    traits: [
      {
        kind: 'trait',
        id: 'spent',
        status: 'live',
        function: 'sum',
        event: 'Event 0',
        path: 'properties.total',
      },
      { kind: 'trait', id: 'seen', status: 'live', function: 'count', event: 'Event 1' },
    ],
    templates: [],
    journeys: [],
    campaigns: [],
    policy: { kind: 'policy', id: 'contact', status: 'live' },
  };
}

/** Event `i` as text, about 900 bytes, as it is in the queue. */
export function makeEventText(i: number, now: number): string {
  return JSON.stringify({
    version: '0',
    id: `2f0c9d1e-5c1b-4f8e-9a77-${String(i).padStart(12, '0')}`,
    'detail-type': `Event ${i % eventNames}`,
    source: 'shop.web',
    account: '123456789012',
    time: new Date(now).toISOString(),
    region: 'eu-central-1',
    resources: [],
    detail: {
      messageId: `m-${i}`,
      type: 'track',
      userId: 'user-1',
      properties: {
        sku: `sku-${(i * 7) % 20_000}`,
        total: i % 120,
        currency: 'EUR',
        coupon: 'AUTUMN',
        orderId: `order-${i}`,
        category: 'coffee',
        quantity: 2,
        shipping: 4.9,
        products: [
          { id: 'p-1', name: 'Sidamo', price: 12.5, quantity: 1 },
          { id: 'p-2', name: 'Kenya AA', price: 15, quantity: 1 },
        ],
      },
      context: {
        ip: '203.0.113.7',
        locale: 'it-CH',
        page: { path: '/checkout', referrer: 'https://www.example.com/', title: 'Checkout' },
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0',
        library: { name: 'analytics.js', version: '2.11.1' },
      },
      timestamp: new Date(now).toISOString(),
    },
  });
}

export function makeProfile(now: number): Profile {
  const traits: Record<string, { value: string | number; at: number }> = {};
  for (let i = 0; i < 9; i++) traits[`trait_${i}`] = { value: `value ${i}`, at: now - 1000 };
  traits['country'] = { value: 'IT', at: now - 1000 };
  return { ...createProfile('01JD0000000000000000000001', now), version: 1, userId: 'user-1', traits };
}
