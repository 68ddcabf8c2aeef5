/** Links and content of messages on the deployed stack: an email in a browser, short links of SMS, values of another system. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoopbackServer, openLoopbackServer, type ServerAnswer } from '../../harness/loopback-server.ts';
import { openSession, type Session } from './session.ts';

let server: LoopbackServer;
let session: Session;
beforeAll(async () => {
  server = await openLoopbackServer();
  session = await openSession({ repeats: 0, allowedHosts: [new URL(server.url).host] });
  const { text, exitCode } = await session.publish(config.replaceAll('SHOP', new URL(server.url).host));
  expect(exitCode, text).toBe(0);
  await session.settle();
});
afterAll(async () => {
  await session.close();
  await server.close();
});

const config = `
kind: policy
id: contact
status: live
consent: { email: opt-out, sms: opt-out }
allowedHosts: ['SHOP']
---
kind: template
id: news
status: live
channel: email
class: promotional
content: { subject: News, html: '<p>News for {{ profile.traits.first_name }}. <a href="{{ view_online_url }}">In a browser</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>' }
---
kind: rule
id: news
status: live
trigger: { event: Page Viewed }
actions: [{ send: news }]
---
kind: template
id: cart
status: live
channel: sms
class: promotional
shortLinks: [shop.example]
content: { body: 'Your cart, {{ profile.traits.first_name }}: https://shop.example/cart?id={{ event.properties.cart | url_encode }}' }
---
kind: rule
id: cart
status: live
trigger: { event: Cart Abandoned }
actions: [{ send: cart }]
---
kind: template
id: thanks
status: live
channel: sms
class: promotional
content: { body: 'We keep it for you.' }
---
kind: rule
id: thanks
status: live
trigger: { event: Message Clicked, source: percorso }
actions: [{ send: thanks }]
---
kind: template
id: stock
status: live
channel: email
class: transactional
fetch:
  - { name: stock, url: 'http://SHOP/stock?sku={{ event.properties.sku }}', cache: 0, retries: 1 }
  - { name: offers, url: 'http://SHOP/offers', retries: 0, onFailure: fallback, fallback: { titles: [None] } }
content:
  subject: '{{ content.stock.left }} left'
  html: '<p>{% for title in content.offers.titles %}{{ title }}, {% endfor %}</p>'
---
kind: rule
id: stock
status: live
trigger: { event: Product Watched }
actions: [{ send: stock }]
`;

it('shows an email in a browser, and lets a reader to whom it was forwarded unsubscribe no one', async () => {
  await session.put({
    name: 'Page Viewed',
    detail: { userId: 'anna', traits: { email: 'anna@example.com', first_name: 'Anna' } },
  });
  await session.settle();
  const html = session.emailsTo('anna@example.com')[0]?.html ?? '';
  const [, link = ''] = /href="([^"]+\/v\/[^"]+)"/.exec(html) ?? [];
  const page = await fetch(link);
  const shown = await page.text();
  expect([page.status, page.headers.get('content-security-policy')?.includes('sandbox')]).toEqual([
    200,
    true,
  ]);
  expect(shown).toContain('News for Anna.');
  expect(shown).toContain(`<a href="${session.output('PublicUrl')}/">Unsubscribe</a>`);
  expect(shown).not.toContain('/u/');
});

/** What one function used since the snapshot. */
function readUnits(name: string, since: ReturnType<Session['cloud']['meter']['snapshot']>) {
  const callers = Object.entries(session.cloud.meter.since(since).byCaller);
  return Object.fromEntries(
    callers.flatMap(([caller, units]) => (caller.startsWith(name) ? Object.entries(units) : [])),
  );
}

it('counts a person who follows a short link of an SMS, and no machine; the click is a touchpoint', async () => {
  const units = session.cloud.meter.snapshot();
  await session.put({
    name: 'Cart Abandoned',
    detail: {
      userId: 'bea',
      traits: { phone: '+390612345678', first_name: 'Bea' },
      properties: { cart: 'c 7' },
    },
  });
  await session.settle();
  const messages = () => session.cloud.messages().filter(({ channel }) => channel === 'sms');
  const [, link = ''] = /^Your cart, Bea: (\S+)$/.exec(messages()[0]?.text ?? '') ?? [];
  expect(link).toMatch(new RegExp(`^${session.output('PublicUrl')}/[1-9A-Za-z]{10}$`));
  // The claim, the outcome, the statistics, and the link.
  expect(readUnits('SendSms', units)['dynamodb.write-request-units']).toBe(4);
  const follow = (init: RequestInit = {}) => fetch(link, { redirect: 'manual', ...init });
  const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)' };
  await session.advance(60_000);
  for (const init of [{ method: 'HEAD', headers: phone }, { headers: { 'user-agent': 'WhatsApp/2' } }]) {
    const answer = await follow(init);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      'https://shop.example/cart?id=c+7',
    ]);
  }
  await session.settle();
  expect(messages()).toHaveLength(1);
  // The queue of reports is down: the reader is not.
  session.cloud.faults.add({ operation: 'sqs:*', kind: 'failBefore' });
  expect((await follow({ headers: phone })).status).toBe(302);
  session.cloud.faults.clear();
  const before = session.cloud.meter.snapshot();
  expect((await follow({ headers: phone })).status).toBe(302);
  expect(readUnits('ServePreferences', before)).toMatchObject({
    'dynamodb.read-request-units': 0.5,
    'sqs.requests': 1,
  });
  await session.settle();
  expect(messages().map(({ text }) => text)).toContain('We keep it for you.');
  const { text } = await session.percorso('statistics', 'rule:cart');
  expect(text).toMatch(/rule:cart +sms( +\S+)+ +1$/m);
  expect((await follow({ method: 'POST' })).status).toBe(302);
});

it('shows what another system answers, a fallback where it fails, and sends nothing where it must not', async () => {
  const watch = (userId: string, sku: string) => ({
    name: 'Product Watched',
    detail: { userId, traits: { email: `${userId}@example.com` }, properties: { sku } },
  });
  const planned = new Map<string, ServerAnswer[]>([
    [
      '/stock?sku=a%26b',
      [{ status: 503 }, { status: 200, body: { left: 3 } }, { status: 200, body: { left: 2 } }],
    ],
    ['/offers', [{ status: 200, body: { titles: ['Moka', 'Tazza'] } }]],
  ]);
  server.respond = (path) => planned.get(path)?.shift() ?? { status: 500 };
  await session.put(watch('carl', 'a&b'));
  await session.settle();
  expect(session.emailsTo('carl@example.com')).toMatchObject([
    { subject: '3 left', html: '<p>Moka, Tazza, </p>' },
  ]);
  await session.advance(61_000);
  await session.put(watch('dora', 'a&b'));
  await session.settle();
  expect(session.emailsTo('dora@example.com')).toMatchObject([{ subject: '2 left', html: '<p>None, </p>' }]);
  await session.put(watch('emil', 'a&b'));
  await session.settle();
  await session.advance(600_000);
  await session.settle();
  expect(session.emailsTo('emil@example.com')).toEqual([]);
  const { text } = await session.percorso('why', 'userId:emil', 'rule:stock');
  expect(text).toContain('content of another system could not be read (content_unavailable)');
});
