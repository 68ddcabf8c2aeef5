/** Partner events as EventBridge delivers them, with the fields that Segment, Auth0 and Shopify document. */

const envelope = { version: '0', account: '123456789012', region: 'eu-south-1', resources: [] };
const time = '2026-11-22T10:00:03Z';

export const segmentTrack = {
  ...envelope,
  id: 'f327b087-0001',
  source: 'aws.partner/segment.com/4ULxxnHhRqyz',
  'detail-type': 'track',
  time,
  detail: {
    version: 2,
    channel: 'server',
    projectId: '4ULxxnHhRqyz',
    integrations: { All: true },
    messageId: 'ajs-next-1',
    type: 'track',
    event: 'Order Completed',
    userId: 'anna',
    anonymousId: 'a-1',
    // The browser's clock runs an hour ahead; Segment has corrected `timestamp` by it.
    originalTimestamp: '2026-11-22T11:00:00.000Z',
    sentAt: '2026-11-22T11:00:01.000Z',
    receivedAt: '2026-11-22T10:00:01.000Z',
    timestamp: '2026-11-22T10:00:00.000Z',
    context: { traits: { email: 'anna@example.com' }, library: { name: 'analytics.js' } },
    properties: { revenue: 20, currency: 'EUR' },
  },
};

export const segmentIdentify = {
  ...segmentTrack,
  id: 'f327b087-0002',
  'detail-type': 'identify',
  detail: { messageId: 'ajs-next-2', type: 'identify', userId: 'anna', traits: { plan: 'gold' } },
};

const auth0Source = 'aws.partner/auth0.com/shop-2308531e/auth0.logs';

export const auth0SignUp = {
  ...envelope,
  id: '6b4bc671-0001',
  source: auth0Source,
  'detail-type': 'Auth0 log',
  time,
  detail: {
    log_id: '90020261122100000000000000000000000001',
    data: {
      date: '2026-11-22T10:00:00.147Z',
      type: 'ss',
      description: '',
      connection: 'Username-Password-Authentication',
      connection_id: 'con_1',
      client_id: 'WflrpooX',
      client_name: 'Web shop',
      ip: '203.0.113.9',
      user_agent: 'Mozilla/5.0',
      details: { body: { email: 'ben@example.com', password: '*****', tenant: 'shop' } },
      user_id: 'auth0|6012d7ecc',
      user_name: 'ben@example.com',
      strategy: 'auth0',
      strategy_type: 'database',
      log_id: '90020261122100000000000000000000000001',
    },
  },
};

/** A sign-up with an address that has an account: no event has confirmed that it is theirs. */
export const auth0FailedSignUp = {
  ...auth0SignUp,
  id: '6b4bc671-0002',
  detail: {
    log_id: '90020261122100000000000000000000000002',
    data: { ...auth0SignUp.detail.data, type: 'fs', description: 'The user already exists.', user_id: '' },
  },
};

export const auth0UserCreated = {
  ...envelope,
  id: '6b4bc671-0003',
  source: 'aws.partner/auth0.com/shop-2308531e/auth0.events',
  'detail-type': 'user.created',
  time,
  detail: {
    id: 'evt_1',
    source: 'urn:auth0:shop.eu.auth0.com',
    specversion: '1.0',
    type: 'user.created',
    time: '2026-11-22T10:00:00.794Z',
    data: {
      object: {
        user_id: 'auth0|6012d7ecc',
        email: 'ben@example.com',
        email_verified: false,
        given_name: 'Ben',
        family_name: 'Rossi',
        phone_number: '+393331234567',
        user_metadata: { secret: 'x' },
      },
    },
  },
};

export const shopifyOrder = {
  ...envelope,
  id: 'd1a2b3c4-0001',
  source: 'aws.partner/shopify.com/1830279/shop',
  'detail-type': 'shopifyWebhook',
  time,
  detail: {
    metadata: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': 'orders/create',
      'X-Shopify-Shop-Domain': 'lucerna.myshopify.com',
      'X-Shopify-Order-Id': '820982911946154508',
      'X-Shopify-Webhook-Id': 'f267a21b-b283-58e6-923a-0f3be44ce67c',
      'X-Shopify-Event-Id': 'a2533945-511e-45bb-a0fa-1dba0ad9ecb1',
      'X-Shopify-API-Version': '2026-04',
      'X-Shopify-Triggered-At': '2026-11-22T10:00:00.110521905Z',
    },
    payload: {
      // More digits than a number of JSON holds: the text beside it is exact.
      id: Number('820982911946154508'),
      admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
      name: '#9999',
      order_number: 1234,
      email: 'Clara@example.com',
      phone: null,
      currency: 'EUR',
      total_price: '388.00',
      subtotal_price: '398.00',
      total_tax: '0.00',
      total_discounts: '20.00',
      total_shipping_price_set: { shop_money: { amount: '10.00', currency_code: 'EUR' } },
      financial_status: 'paid',
      fulfillment_status: null,
      cancel_reason: null,
      customer_locale: 'it',
      discount_codes: [{ code: 'WELCOME', amount: '20.00', type: 'fixed_amount' }],
      browser_ip: '203.0.113.9',
      token: 'secret',
      customer: {
        id: Number('115310627314723954'),
        admin_graphql_api_id: 'gid://shopify/Customer/115310627314723954',
        email: 'clara@example.com',
        first_name: 'Clara',
        last_name: 'Bianchi',
        phone: '+39 333 765 4321',
        email_marketing_consent: { state: 'subscribed', opt_in_level: 'single_opt_in' },
      },
      line_items: [
        {
          id: 1,
          product_id: 632910392,
          variant_id: 808950810,
          sku: 'IPOD2008PINK',
          title: 'Espresso',
          variant_title: '1 kg',
          vendor: 'Lucerna',
          price: '199.00',
          quantity: 2,
        },
      ],
    },
  },
};

export const shopifyConsent = {
  ...shopifyOrder,
  id: 'd1a2b3c4-0002',
  detail: {
    metadata: {
      'x-shopify-topic': 'customers_email_marketing_consent/update',
      'x-shopify-webhook-id': 'w-2',
    },
    payload: {
      customer_id: 706405506930,
      email_address: 'clara@example.com',
      email_marketing_consent: { state: 'unsubscribed', opt_in_level: 'single_opt_in' },
    },
  },
};

/** No customer in it. */
export const shopifyProduct = {
  ...shopifyOrder,
  id: 'd1a2b3c4-0003',
  detail: {
    metadata: { 'X-Shopify-Topic': 'products/update', 'X-Shopify-Event-Id': 'e-3' },
    payload: { id: 632910392, title: 'Espresso', variants: [{ price: '199.00' }] },
  },
};
