/** A small program that uses everything the actor publishes: messages, webhooks, events, refusals, timers. */
import type { RuleDocument } from '../../engine/model/documents/rule-document.ts';
import type { SegmentDocument } from '../../engine/model/documents/segment-document.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { TraitDocument } from '../../engine/model/documents/trait-document.ts';
import type { MessageClass } from '../../engine/model/effects.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';

const status = 'live';

const traits: readonly TraitDocument[] = [
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
];

const segments: readonly SegmentDocument[] = [
  { kind: 'segment', id: 'recent', status, condition: { did: { event: 'Order Completed', within: 'P2D' } } },
];

const rules: readonly RuleDocument[] = [
  {
    kind: 'rule',
    id: 'welcome',
    status,
    trigger: { event: 'Signed Up' },
    actions: [{ send: 'welcome' }, { send: 'offer' }],
    limit: { times: 1 },
  },
  {
    kind: 'rule',
    id: 'third-order',
    status,
    trigger: { event: 'Order Completed' },
    condition: { profile: { computed: { orders: [3] } } },
    actions: [
      { send: 'thanks' },
      { webhook: 'https://crm.example/third', body: { who: { from: 'profile.userId' } } },
    ],
  },
  {
    kind: 'rule',
    id: 'big-order',
    status,
    trigger: { event: 'Order Completed' },
    condition: { event: { properties: { revenue: [{ numeric: ['>=', 100] }] } } },
    actions: [{ emit: 'Big Order', properties: { sku: { from: 'event.properties.sku' } } }],
  },
  {
    kind: 'rule',
    id: 'gone-quiet',
    status,
    trigger: { segment: 'recent', on: 'left' },
    actions: [{ emit: 'Went Quiet' }, { send: 'thanks' }],
  },
];

const template = (id: string, messageClass: MessageClass): TemplateDocument => ({
  kind: 'template',
  id,
  status,
  channel: 'email',
  class: messageClass,
  content: { subject: id, html: '<p>Hello {{ profile.traits.first_name }}</p>' },
});

export const sampleTemplates: readonly TemplateDocument[] = [
  template('welcome', 'transactional'),
  template('offer', 'promotional'),
  template('thanks', 'transactional'),
];

export const sampleSnapshot = await publishDocuments(
  [...traits, ...segments, ...rules, ...sampleTemplates, { kind: 'policy', id: 'contact', status }],
  undefined,
);
