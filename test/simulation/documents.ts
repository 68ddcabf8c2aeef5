/** The documents of a world: what its config says, as a marketer would write it. */

import type { JsonObject } from '../../engine/base/json.ts';
import type { Channel } from '../../engine/model/channels.ts';
import { type Config, startOfWorld } from './story.ts';

export type Document = { readonly kind: string; readonly id: string } & JsonObject;

const status = 'live';

const transactional = ['welcome', 'receipt', 'thanks', 'vip', 'tips', 'back', 'text', 'confirm'] as const;
const promotional = ['offer', 'cart', 'news', 'nudge'] as const;

/** All other templates are emails. */
const channels: Readonly<Record<string, Channel>> = { text: 'sms', nudge: 'push' };

/** Of what a rule, journey or campaign sends. `subject`: `rule:text`. */
export function findChannel(subject: string): Channel {
  return channels[subject.slice(subject.indexOf(':') + 1)] ?? 'email';
}

const paid: Document = {
  kind: 'trait',
  id: 'paid',
  status,
  function: 'sum',
  event: 'Page Viewed',
  path: 'properties.paid',
};

export function makeDocuments(config: Config): readonly Document[] {
  return [
    makePolicy(config),
    ...transactional.map((id) => makeTemplate(id, 'transactional')),
    ...promotional.map((id) => makeTemplate(id, 'promotional')),
    { ...makeTemplate('survey', 'promotional'), purpose: 'surveys' },
    {
      kind: 'purpose',
      id: 'surveys',
      status,
      name: 'Surveys',
      consent: { email: 'opt-in' },
      doubleOptIn: { template: 'confirm' },
    },
    { kind: 'trait', id: 'views', status, function: 'count', event: 'Page Viewed' },
    { kind: 'trait', id: 'orders', status, function: 'count', event: 'Order Completed' },
    {
      kind: 'trait',
      id: 'revenue',
      status,
      function: 'sum',
      event: 'Order Completed',
      path: 'properties.revenue',
    },
    {
      kind: 'trait',
      id: 'last_sku',
      status,
      function: 'last',
      event: 'Order Completed',
      path: 'properties.sku',
    },
    ...(config.hasPoints
      ? [
          {
            kind: 'trait',
            id: 'points',
            status,
            function: 'sum',
            event: 'Order Completed',
            path: 'properties.revenue',
          },
        ]
      : []),
    ...(config.hasPaid === true ? [paid] : []),
    {
      kind: 'segment',
      id: 'vip',
      status,
      condition: { profile: { computed: { orders: [{ numeric: ['>=', config.vipFrom] }] } } },
    },
    ...(config.rules.includes('back')
      ? [
          {
            kind: 'segment',
            id: 'active',
            status,
            condition: { did: { event: 'Order Completed', within: 'PT1H' } },
          },
        ]
      : []),
    { kind: 'segment', id: 'everybody', status, condition: { profile: { lastSeenAt: [{ exists: true }] } } },
    ...makeRules(config),
    ...makeJourneys(config),
    ...makeCampaigns(config),
  ];
}

function makePolicy({ cap, hasQuietHour, hasCollection }: Config): Document {
  return {
    kind: 'policy',
    id: 'contact',
    status,
    consent: { email: 'opt-out', sms: 'opt-out', push: 'opt-out' },
    maxHold: 'P1D',
    timeZone: { from: ['trait'], fallback: 'UTC' },
    ...(cap === undefined ? {} : { caps: [{ limit: cap, within: 'P1D' }] }),
    ...(hasQuietHour ? { quietHours: { windows: [{ from: '11:00', to: '11:45' }], action: 'hold' } } : {}),
    ...(hasCollection ? { arbitration: { window: 'PT5M' } } : {}),
  };
}

function makeTemplate(id: string, messageClass: string): Document {
  const channel = channels[id] ?? 'email';
  const content = {
    email: { subject: id, html: `<p>${id}${id === 'confirm' ? ' {{ confirm_url }}' : ''}</p>` },
    sms: { body: id },
    push: { title: id, body: id },
    whatsapp: { metaTemplate: { name: 'sample', language: 'it' } },
  }[channel];
  return { kind: 'template', id, status, channel, class: messageClass, content };
}

function makeRules({ ifCapped, rules }: Config): readonly Document[] {
  const order = { event: 'Order Completed' };
  const all: readonly Document[] = [
    {
      kind: 'rule',
      id: 'welcome',
      status,
      trigger: { event: 'Signed Up' },
      limit: { times: 1 },
      actions: [{ send: 'welcome' }],
    },
    { kind: 'rule', id: 'receipt', status, trigger: order, actions: [{ send: 'receipt' }] },
    { kind: 'rule', id: 'text', status, trigger: order, actions: [{ send: 'text' }] },
    {
      kind: 'rule',
      id: 'nudge',
      status,
      trigger: { event: 'Page Viewed' },
      actions: [{ send: 'nudge', ifCapped }],
    },
    { kind: 'rule', id: 'survey', status, trigger: { event: 'Plan Chosen' }, actions: [{ send: 'survey' }] },
    { kind: 'rule', id: 'offer', status, trigger: order, actions: [{ send: 'offer', ifCapped }] },
    {
      kind: 'rule',
      id: 'third',
      status,
      trigger: order,
      condition: { profile: { computed: { orders: [3] } } },
      actions: [{ send: 'thanks' }, { emit: 'Third Order' }],
    },
    {
      kind: 'rule',
      id: 'vip',
      status,
      trigger: { segment: 'vip', on: 'entered' },
      actions: [{ send: 'vip' }],
    },
    {
      kind: 'rule',
      id: 'back',
      status,
      trigger: { segment: 'active', on: 'left' },
      actions: [{ send: 'back' }],
    },
  ];
  const wanted: readonly string[] = [...rules, 'welcome', 'vip', 'survey'];
  return all.filter(({ id }) => wanted.includes(id));
}

function makeJourneys({ onboarding, cart }: Config): readonly Document[] {
  const journeys: Document[] = [];
  if (onboarding !== undefined) {
    journeys.push({
      kind: 'journey',
      id: 'onboarding',
      status: onboarding.status,
      trigger: { event: 'Signed Up' },
      start: 'settle',
      ...(onboarding.moves === true ? { stepMap: {} } : {}),
      steps: {
        settle: { type: 'wait', for: `PT${onboarding.firstWait}M`, next: 'tips' },
        tips: { type: 'send', template: 'tips', next: 'rest' },
        rest: { type: 'wait', for: 'PT30M', next: 'done' },
        done: { type: 'end' },
      },
    });
  }
  if (cart !== undefined) {
    const wait = typeof cart.wait === 'number' ? { for: `PT${cart.wait}M` } : { untilTime: cart.wait };
    journeys.push({
      kind: 'journey',
      id: 'cart',
      status,
      trigger: { event: 'Cart Updated' },
      key: 'event.properties.cart',
      exitOn: [{ event: 'Order Completed' }],
      start: 'settle',
      steps: {
        settle: { type: 'wait', ...wait, next: 'remind' },
        remind: { type: 'send', template: 'cart', next: 'react' },
        react: {
          type: 'waitFor',
          branches: [{ event: 'Cart Updated', next: 'done' }],
          timeout: { after: 'PT40M', next: 'done' },
        },
        done: { type: 'end' },
      },
    });
  }
  return journeys;
}

function makeCampaigns({ campaignAt }: Config): readonly Document[] {
  if (campaignAt === undefined) return [];
  const at = new Date(startOfWorld + campaignAt).toISOString();
  return [
    {
      kind: 'campaign',
      id: 'spring',
      status,
      audience: { segment: 'everybody' },
      send: 'news',
      schedule: { at },
    },
  ];
}
