/** Events of Segment, Auth0 and Shopify become touchpoints; what concerns no person is refused, and kept whole. */
import { describe, expect, it } from 'vitest';
import { createMemoryGeofencePassages } from '../../../adapters/memory/geofence-passages.ts';
import { bridgePartnerEvents } from '../../../app/ingest/bridge-partner-events.ts';
import { mapPartnerEvent, readPartnerEvent } from '../../../app/ingest/partners/map-partner-event.ts';
import type { SentTouchpoint } from '../../../app/ports/touchpoint-sender.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import * as samples from '../../harness/partner-samples.ts';

const settings = { geofenceIds: '', signUpIds: '', uploads: [] };
const passages = createMemoryGeofencePassages();

function map(event: unknown): SentTouchpoint {
  const mapped = mapPartnerEvent(readPartnerEvent(event), settings);
  if (mapped === undefined) throw new Error('The event was ignored');
  return mapped;
}

/** What advance-profile reads of it, a second after it was put. */
function bridge(event: unknown) {
  const { source, name, detail, receivedAt } = map(event);
  const time = new Date(receivedAt ?? 0).toISOString();
  const arrived = { id: 'new', source, 'detail-type': name, time, detail };
  return parseTouchpoint(JSON.parse(JSON.stringify(arrived)), (receivedAt ?? 0) + 1000);
}

const at = Date.parse('2026-11-22T10:00:00Z');

describe('a Segment message', () => {
  it('keeps its name, ids and content, and the time that Segment has corrected', () => {
    expect(bridge(samples.segmentTrack)).toMatchObject({
      id: 'ajs-next-1',
      source: 'segment.com/4ULxxnHhRqyz',
      name: 'Order Completed',
      type: 'track',
      userId: 'anna',
      anonymousId: 'a-1',
      traits: { email: 'anna@example.com' },
      properties: { revenue: 20, currency: 'EUR' },
      occurredAt: at,
      receivedAt: at + 3000,
    });
  });

  it('without an event is named by its type, and without a time has the time of its receipt', () => {
    expect(bridge(samples.segmentIdentify)).toMatchObject({
      ...{ id: 'ajs-next-2', name: 'Identify', type: 'identify', userId: 'anna' },
      ...{ traits: { plan: 'gold' }, occurredAt: at + 3000 },
    });
  });
});

describe('an Auth0 event', () => {
  it('of a log stream keeps name, account and address, and leaves out device and form', () => {
    const touchpoint = bridge(samples.auth0SignUp);
    expect(touchpoint).toMatchObject({
      id: 'auth0:90020261122100000000000000000000000001',
      source: 'auth0.com/shop-2308531e/auth0.logs',
      name: 'Signed Up',
      traits: { email: 'ben@example.com' },
      context: { externalIds: [{ type: 'auth0', id: 'auth0|6012d7ecc' }] },
      occurredAt: at + 147,
    });
    expect(touchpoint.properties).toEqual({
      type: 'ss',
      description: '',
      connection: 'Username-Password-Authentication',
      strategy: 'auth0',
      client_id: 'WflrpooX',
      client_name: 'Web shop',
    });
  });

  it('of a failed attempt identifies no one by its address, which anyone can type', () => {
    expect(() => bridge(samples.auth0FailedSignUp)).toThrow(/no_identity/);
  });

  it('of a user states the traits of the user', () => {
    expect(bridge(samples.auth0UserCreated)).toMatchObject({
      ...{
        id: 'auth0:evt_1',
        name: 'User Created',
        occurredAt: at + 794,
        properties: { type: 'user.created' },
      },
      traits: { email: 'ben@example.com', phone: '+393331234567', first_name: 'Ben', last_name: 'Rossi' },
    });
    const type = 'com.auth0.user.deleted';
    const deleted = { ...samples.auth0UserCreated.detail, type };
    expect(bridge({ ...samples.auth0UserCreated, detail: deleted })).toMatchObject({
      ...{ name: 'User Deleted', traits: {} },
    });
  });
});

describe('a Shopify webhook', () => {
  it('of an order has amounts as numbers, exact ids, and no consent that an order only repeats', () => {
    const touchpoint = bridge(samples.shopifyOrder);
    expect(touchpoint).toMatchObject({
      id: 'shopify:orders/create:a2533945-511e-45bb-a0fa-1dba0ad9ecb1',
      name: 'Order Completed',
      traits: { email: 'Clara@example.com', first_name: 'Clara', last_name: 'Bianchi', locale: 'it' },
      occurredAt: at + 110,
    });
    expect(touchpoint.context).toEqual({ externalIds: [{ type: 'shopify', id: '115310627314723954' }] });
    expect(touchpoint.properties).toEqual({
      ...{ topic: 'orders/create', shop: 'lucerna.myshopify.com', order_id: '820982911946154508' },
      ...{ order_name: '#9999', order_number: 1234, currency: 'EUR', financial_status: 'paid' },
      ...{ total: 388, subtotal: 398, tax: 0, discount: 20, shipping: 10, coupons: ['WELCOME'] },
      products: [
        {
          ...{ product_id: '632910392', variant_id: '808950810', sku: 'IPOD2008PINK' },
          ...{ name: 'Espresso', variant: '1 kg', brand: 'Lucerna', price: 199, quantity: 2 },
        },
      ],
    });
  });

  it('of consent states a yes or a no, only for the topics of consent', () => {
    expect(bridge(samples.shopifyConsent)).toMatchObject({
      id: 'shopify:customers_email_marketing_consent/update:w-2',
      name: 'Email Consent Updated',
      traits: { email: 'clara@example.com' },
      context: { consent: { email: false }, externalIds: [{ type: 'shopify', id: '706405506930' }] },
    });
    const consent = samples.shopifyConsent.detail.payload;
    const shouted = { ...consent, email_marketing_consent: { state: 'UNSUBSCRIBED' } };
    const detail = { ...samples.shopifyConsent.detail, payload: shouted };
    expect(bridge({ ...samples.shopifyConsent, detail }).context).toMatchObject({
      consent: { email: false },
    });
    const { payload, metadata } = samples.shopifyOrder.detail;
    const created = {
      payload: payload.customer,
      metadata: { ...metadata, 'X-Shopify-Topic': 'customers/create' },
    };
    expect(bridge({ ...samples.shopifyOrder, detail: created })).toMatchObject({
      ...{ name: 'Customer Created', context: { consent: { email: true } } },
    });
  });
});

describe('an event without a person, or of an unknown form', () => {
  const odd = [
    samples.shopifyProduct,
    { ...samples.shopifyOrder, detail: { payload: [] } },
    { ...samples.auth0SignUp, detail: { data: 'x' } },
    { ...samples.segmentTrack, detail: {} },
    { ...samples.segmentTrack, source: 'aws.partner/else.example/1' },
    // Addresses and ids that cannot be used.
    { ...samples.shopifyOrder, detail: { payload: { email: 'call me', note: 'at the counter' } } },
    { ...samples.segmentTrack, detail: { userId: '', anonymousId: ' ', context: { traits: {} } } },
  ];

  it.each(odd)('is refused with no_identity and keeps its whole content', (event) => {
    expect(() => bridge(event)).toThrow(/no_identity/);
    const { detail, name } = map(event);
    expect(detail).toMatchObject({ context: { partnerEvent: event.detail } });
    expect(detail['messageId']).toEqual(expect.stringMatching(/./));
    expect(name).not.toBe('');
  });

  it('with a long name is cut to the length that EventBridge accepts', () => {
    const detail = { ...samples.segmentTrack.detail, event: 'x'.repeat(200) };
    expect(map({ ...samples.segmentTrack, detail }).name).toHaveLength(128);
    // The cut is inside the last character.
    const split = { ...detail, event: `${'x'.repeat(127)}🛒` };
    expect(map({ ...samples.segmentTrack, detail: split }).name.isWellFormed()).toBe(true);
  });
});

describe('the bridge', () => {
  const makeRecord = (messageId: string, body: string) => ({
    ...{ messageId, body, receiptHandle: messageId },
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
  });

  it('returns only the records that the bus does not accept or that are not JSON', async () => {
    const taken: SentTouchpoint[] = [];
    const send = async ([touchpoint]: readonly SentTouchpoint[]) => {
      if (touchpoint === undefined) return [];
      if (touchpoint.source.startsWith('shopify')) throw new TypeError('socket');
      if (touchpoint.source.startsWith('auth0')) {
        return [{ touchpoint, code: 'ThrottlingException', message: '' }];
      }
      taken.push(touchpoint);
      return [];
    };
    const records = [samples.segmentTrack, samples.shopifyOrder, samples.auth0SignUp].map((event, index) =>
      makeRecord(`m${index}`, JSON.stringify(event)),
    );
    const answer = await bridgePartnerEvents([...records, makeRecord('m3', '{')], {
      sender: { send },
      passages,
      settings,
      telemetry: silentTelemetry,
    });
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2', 'm3']);
    expect(taken.map(({ detail }) => detail['messageId'])).toEqual(['ajs-next-1']);
  });

  it('keeps all digits of a customer id that JSON readers round', async () => {
    const taken: SentTouchpoint[] = [];
    const send = async (touchpoints: readonly SentTouchpoint[]) => {
      taken.push(...touchpoints);
      return [];
    };
    const body = JSON.stringify(samples.shopifyConsent).replace('706405506930', '706405506930370084');
    await bridgePartnerEvents([makeRecord('m1', body)], {
      sender: { send },
      passages,
      settings,
      telemetry: silentTelemetry,
    });
    expect(taken[0]?.detail['context']).toMatchObject({
      externalIds: [{ type: 'shopify', id: '706405506930370084' }],
    });
  });
});
