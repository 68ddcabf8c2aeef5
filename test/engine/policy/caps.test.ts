/** The ledger of what went out: kept as long as a cap may ask, and no longer. */
import { describe, expect, it } from 'vitest';
import { maxContacts } from '../../../engine/messages/contact-ledger.ts';
import type { ConfigDocument } from '../../../engine/model/documents/documents.ts';
import type { FrequencyCap } from '../../../engine/model/documents/policy-document.ts';
import { compilePolicy } from '../../../engine/policy/compile-policy.ts';
import { playScenario } from '../../scenarios/run-scenario.ts';

const start = Date.parse('2026-03-02T00:00:00Z');
const MINUTE = 60_000;

const topics = ['news', 'sale', 'tips'];
/** Room for more than the ledger has places. */
const perTopic: readonly FrequencyCap[] = [
  ...topics.map((topic): FrequencyCap => ({ limit: 100, within: 'P30D', topic })),
  { limit: 100, within: 'P30D', counts: 'transactional', channels: ['email'] },
];

function list(caps: readonly FrequencyCap[]): readonly ConfigDocument[] {
  const status = 'live';
  const template = {
    kind: 'template',
    status,
    channel: 'email',
    content: { subject: 'x', html: '<p>x</p>' },
  } as const;
  return [
    { ...template, id: 'promo', class: 'promotional' },
    { ...template, id: 'receipt', class: 'transactional' },
    ...topics.flatMap((topic): readonly ConfigDocument[] => [
      { ...template, id: topic, class: 'promotional', topic },
      {
        kind: 'rule',
        id: topic,
        status,
        trigger: { event: topic },
        actions: [{ send: topic }],
      },
    ]),
    { kind: 'rule', id: 'promo', status, trigger: { event: 'Promo' }, actions: [{ send: 'promo' }] },
    { kind: 'rule', id: 'receipt', status, trigger: { event: 'Order' }, actions: [{ send: 'receipt' }] },
    { kind: 'policy', id: 'contact', status, consent: { email: 'opt-out' }, caps },
  ];
}

/** Events by minute since the start. */
async function play(
  caps: readonly FrequencyCap[],
  events: readonly (readonly [minute: number, event: string])[],
) {
  const played = await playScenario(
    list(caps),
    events.map(([minute, event]) => ({
      at: new Date(start + minute * MINUTE).toISOString(),
      event,
      traits: { email: 'a@example.com' },
    })),
  );
  const reasons = played.entries.flatMap(({ traces }) => traces.map(({ reason }) => reason));
  return { ...played, reasons };
}

function repeat(count: number, event: string, from = 0): readonly (readonly [number, string])[] {
  return Array.from({ length: count }, (_, index) => [from + index, event] as const);
}

describe('the ledger of contacts', () => {
  it('stays empty when no cap counts', async () => {
    expect((await play([], repeat(5, 'Promo'))).profile.contacts).toEqual([]);
    expect((await play([{ limit: 9, within: 'P1D' }], repeat(5, 'Order'))).profile.contacts).toEqual([]);
    const sms: FrequencyCap = { limit: 9, within: 'P1D', channels: ['sms'] };
    expect((await play([sms], repeat(5, 'Promo'))).profile.contacts).toEqual([]);
  });

  it('keeps only the contacts that a cap’s window and limit may count', async () => {
    const { contacts } = (await play([{ limit: 3, within: 'PT2H', counts: 'all' }], repeat(600, 'Order')))
      .profile;
    expect(contacts).toEqual(
      [597, 598, 599].map((minute) => [start + minute * MINUTE, 'email', 'transactional', '']),
    );
    const days = await play(
      [{ limit: 3, within: 'PT2H' }],
      [0, 1_000, 2_000].map((minute) => [minute, 'Promo'] as const),
    );
    expect(days.profile.contacts).toHaveLength(1);
  });

  it('never exceeds 256 entries: no promotional message is sent that it could not count', async () => {
    const { profile, reasons } = await play(perTopic, [
      ...repeat(100, 'news'),
      ...repeat(100, 'sale', 100),
      ...repeat(90, 'tips', 200),
      ...repeat(5, 'Order', 300),
    ]);
    expect(profile.contacts).toHaveLength(maxContacts);
    // Receipts are never refused, and push out no more than each other.
    expect(profile.contacts.filter(([, , what]) => what === 'promotional')).toHaveLength(maxContacts);
    expect(reasons.filter((reason) => reason === 'profile_limit_reached')).toHaveLength(290 - maxContacts);
    expect(reasons.filter((reason) => reason === 'sent_to_channel')).toHaveLength(maxContacts + 5);
  });
});

describe('compilePolicy', () => {
  it('fills in defaults and leaves out unreadable values', () => {
    const document = { kind: 'policy', id: 'contact', status: 'live' } as const;
    const day = { months: 0, milliseconds: 86_400_000 };
    const defaults = {
      liveWithin: day,
      caps: [],
      quiet: [],
      bounces: { soft: { limit: 5 }, expired: { limit: 10 } },
      quietAction: 'hold',
      hasStatutoryHours: true,
      attribution: 'last-touch',
      maxHold: day,
    };
    expect(compilePolicy(document)).toEqual(defaults);
    const unreadable = {
      liveWithin: 'a day',
      maxHold: '',
      caps: [{ limit: 1 }],
      arbitration: { window: 'PT0S' },
    };
    expect(compilePolicy({ ...document, ...unreadable })).toEqual(defaults);
  });
});
