/** Shopify: a webhook's headers in `detail.metadata`, its body in `detail.payload`. */
import type { Json, JsonObject } from '../../../engine/base/json.ts';
import { keepKnown } from '../../../engine/base/json.ts';
import { describeSale } from './describe-sale.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readGlobalId,
  readNumericId,
  readObject,
  readText,
} from './partner-event.ts';

/** By topic; others are named `Shopify <topic>`. */
const names: Readonly<Record<string, string>> = {
  'orders/create': 'Order Completed',
  'orders/paid': 'Order Paid',
  'orders/updated': 'Order Updated',
  'orders/edited': 'Order Edited',
  'orders/cancelled': 'Order Cancelled',
  'orders/fulfilled': 'Order Fulfilled',
  'orders/partially_fulfilled': 'Order Partially Fulfilled',
  'checkouts/create': 'Checkout Started',
  'checkouts/update': 'Checkout Updated',
  'customers/create': 'Customer Created',
  'customers/update': 'Customer Updated',
  'customers/delete': 'Customer Deleted',
  'customers_email_marketing_consent/update': 'Email Consent Updated',
  'customers_marketing_consent/update': 'SMS Consent Updated',
};

/**
 * Topics whose body states consent. Orders carry consent too, but only repeat the shop's record: the next order would
 * subscribe a person again who has unsubscribed by email.
 */
const consentTopics = new Set([
  'customers/create',
  'customers_email_marketing_consent/update',
  'customers_marketing_consent/update',
]);

export function mapShopifyEvent({ detail }: PartnerEvent): PartnerTouchpoint {
  const headers = readHeaders(detail['metadata']);
  const payload = readObject(detail['payload']);
  const topic = headers['x-shopify-topic'] ?? '';
  // The shop can report one event under several topics; each topic is an event of its own here.
  const id = headers['x-shopify-event-id'] ?? headers['x-shopify-webhook-id'];
  const customer = findCustomer(topic, payload);
  const customerId = readGlobalId(customer) ?? readNumericId(payload['customer_id']);
  return {
    name: (Object.hasOwn(names, topic) ? names[topic] : undefined) ?? `Shopify ${topic}`.trim(),
    ...keepKnown({
      messageId: id === undefined ? undefined : `shopify:${topic}:${id}`,
      timestamp: headers['x-shopify-triggered-at'],
    }),
    traits: topic === 'customers/delete' ? {} : readTraits(payload, customer),
    properties: keepKnown({
      topic,
      shop: headers['x-shopify-shop-domain'],
      ...(/^(?:orders|checkouts)\//.test(topic) ? describeSale(payload) : keepScalars(payload)),
    }),
    context: keepKnown({
      externalIds: customerId === undefined ? undefined : [{ type: 'shopify', id: customerId }],
      consent: consentTopics.has(topic) ? readConsent(payload) : undefined,
    }),
  };
}

/** Header names are case-insensitive. */
function readHeaders(metadata: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(readObject(metadata)).flatMap(([name, value]) => {
    const text = readText(value);
    return text === undefined ? [] : [[name.toLowerCase(), text] as const];
  });
  return Object.fromEntries(entries);
}

function findCustomer(topic: string, payload: JsonObject): JsonObject {
  return topic.startsWith('customers/') ? payload : readObject(payload['customer']);
}

function readTraits(payload: JsonObject, customer: JsonObject): JsonObject {
  return keepKnown({
    email: readText(payload['email']) ?? readText(customer['email']) ?? readText(payload['email_address']),
    phone: readText(payload['phone']) ?? readText(customer['phone']),
    first_name: readText(customer['first_name']),
    last_name: readText(customer['last_name']),
    locale: readText(payload['customer_locale']),
  });
}

/** `subscribed` is a yes, `unsubscribed` a no; `pending`, `not_subscribed` and the like are neither. */
function readConsent(payload: JsonObject): JsonObject | undefined {
  const consent = keepKnown({
    email: readState(payload['email_marketing_consent']),
    sms: readState(payload['sms_marketing_consent']),
  });
  return Object.keys(consent).length === 0 ? undefined : consent;
}

function readState(consent: Json | undefined): boolean | undefined {
  // REST writes `unsubscribed`, GraphQL `UNSUBSCRIBED`: both are a no.
  const state = readText(readObject(consent)['state'])?.toLowerCase();
  if (state === 'subscribed') return true;
  return state === 'unsubscribed' ? false : undefined;
}

/** The plain values of a body of another form, without identifiers of the person and without credentials. */
function keepScalars(payload: JsonObject): JsonObject {
  const known = Object.entries(payload).filter(
    ([name, value]) =>
      typeof value !== 'object' && !/email|phone|name|token|address|_ip$|^note$|multipass/.test(name),
  );
  return Object.fromEntries(known);
}
