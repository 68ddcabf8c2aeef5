/** A person at every door of the deployed stack, with a unique mark in every field that a door takes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { everybodySegment } from '../../harness/sample-documents.ts';
import type { Session } from './session.ts';

const minute = 60_000;
/** `at`: when the campaign starts. */
export const config = (at: string) => `
kind: policy
id: main
status: live
consent: { email: opt-out, sms: opt-out }
caps: [{ limit: 50, per: day }]
---
${everybodySegment}
---
kind: event
id: order-completed
status: live
event: Order Completed
onBreach: quarantine
schema: { type: object, required: [revenue], properties: { revenue: { type: number } } }
---
kind: trait
id: favourite
status: live
function: last
event: Product Viewed
path: properties.sku
---
kind: template
id: news
status: live
channel: email
class: promotional
content: { subject: News, html: '<p>For {{ profile.traits.first_name }}. <a href="https://shop.example/a">A</a> <a href="{{ view_online_url }}">In a browser</a></p>' }
---
kind: rule
id: news
status: live
trigger: { event: News Asked }
actions: [{ send: news }]
---
kind: template
id: cart
status: live
channel: sms
class: promotional
shortLinks: [shop.example]
content: { body: 'Your cart: https://shop.example/cart?id={{ event.properties.cart | url_encode }}' }
---
kind: rule
id: cart
status: live
trigger: { event: Cart Abandoned }
actions: [{ send: cart }]
---
kind: rule
id: clicked
status: live
trigger: { event: Message Clicked, source: percorso }
actions: [{ update: { traits: { clicked: true } } }]
---
kind: journey
id: care
status: live
trigger: { event: Care Asked }
key: event.properties.case
start: wait
steps:
  wait: { type: wait, for: P30D, next: send }
  send: { type: send, template: news, next: done }
  done: { type: end }
---
kind: campaign
id: spring
status: live
audience: { segment: everybody }
send: news
schedule: { at: '${at}' }
`;

/** Every mark that was given to a door, by person. */
export const marks = new Map<string, Set<string>>();
const mark = (person: string, where: string): string => {
  const text = `mk-${person}-${where}`;
  marks.set(person, (marks.get(person) ?? new Set()).add(text));
  return text;
};

async function say(session: Session, name: string, detail: object, source = 'shop'): Promise<void> {
  await session.put({ name, detail: { ...detail }, source });
  expect(await session.settle()).toEqual({});
  await session.advance(2_000);
}

async function post(session: Session, path: string, body: object): Promise<void> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const { status } = await fetch(`${session.cloud.endpoint}${path}`, { ...init, body: JSON.stringify(body) });
  expect(status).toBe(200);
  await session.settle();
}

interface Life {
  readonly phone: string;
  readonly till: string;
}

/** One person at every door. Both people are in one account and have used one till. `folder`: for files to import. */
export async function live(
  session: Session,
  folder: string,
  person: string,
  { phone, till }: Life,
): Promise<void> {
  const place = (name: string) => join(folder, name);
  const m = (where: string) => mark(person, where);
  const userId = m('user');
  // As a visitor, who has a profile of her own, and before that at the till.
  await say(session, 'Product Viewed', { anonymousId: till, properties: { sku: m('till-sku') } });
  await say(session, 'Product Viewed', {
    anonymousId: m('visitor'),
    traits: { colour: m('visitor-trait') },
    properties: { sku: m('visitor-sku') },
  });
  await say(session, 'Signed Up', {
    userId,
    traits: {
      email: m('old@example.com'),
      phone,
      first_name: m('first-name'),
      nested: { deep: [m('nested')] },
    },
    properties: { plan: m('plan') },
    context: {
      page: { url: m('page') },
      externalIds: [{ type: 'loyalty', id: m('loyalty') }],
      device: { type: 'ios', token: m('token') },
      consent: { email: true, sms: true },
      consentSource: {
        form: m('form'),
        url: m('consent-url'),
        ip: m('ip'),
        recordedBy: m('clerk'),
        wording: { id: m('wording'), version: m('version'), language: 'en', text: m('wording-text') },
      },
    },
  });
  await say(session, 'Logged In', { userId, anonymousId: `mk-${person}-visitor` });
  await say(session, 'Logged In', { userId, anonymousId: till });
  await say(session, 'Profile Changed', { userId, traits: { email: m('new@example.com') } });
  await say(session, 'Group', { type: 'group', userId, groupId: 'account-of-both', traits: { plan: 'pro' } });
  await say(session, 'Care Asked', { userId, properties: { case: m('case') } });
  await say(session, 'News Asked', { userId });
  await say(session, 'Cart Abandoned', { userId, properties: { cart: m('cart') } });
  // What is refused, and what waits.
  await say(session, 'Order Completed', { userId, properties: { revenue: m('quarantined') } });
  await say(session, 'Order Completed', { userId, traits: m('rejected') });
  await say(
    session,
    'Partner Order',
    { customer: { email: m('new@example.com'), note: m('rejected-deep') } },
    'partner',
  );
  // Reports of the email, the click on the short link, and the reply.
  await session.advance(minute);
  const [email] = session.emailsTo(`mk-${person}-new@example.com`);
  expect(email?.html).toContain(`mk-${person}-first-name`);
  for (const type of ['open', 'click'])
    await post(session, '/_local/engage', {
      messageId: email?.id,
      type,
      link: `https://shop.example/${m('clicked')}`,
    });
  const texts = session.cloud.messages().filter(({ channel, to }) => channel === 'sms' && to === phone);
  const [, link = ''] = /^Your cart: (\S+)$/.exec(texts[0]?.text ?? '') ?? [];
  const headers = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)' };
  expect((await fetch(link, { redirect: 'manual', headers })).status).toBe(302);
  await session.settle();
  await post(session, '/_local/sms', {
    from: phone,
    to: '+390212345678',
    text: `don't text me anymore ${m('reply')}`,
  });
  writeFileSync(place('people.yaml'), 'source: crm\nid: [id]\ncolumns: { id: userId, city: traits.city }\n');
  writeFileSync(place(`${person}.csv`), `id,city\n${userId},${m('imported')}\n`);
  const run = await session.percorso('import', place(`${person}.csv`), '--map', place('people.yaml'));
  expect(run.exitCode, run.text).toBe(0);
  await session.settle();
  await session.advance(2_000);
}
