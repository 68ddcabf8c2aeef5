/** Order confirmation, abandoned cart, newsletter and double opt-in, as email, SMS and push in two languages: what arrives. */
import { resolve } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CapturedMessage } from '../../../local/service.ts';
import { openSession, type Session } from './session.ts';

const folders = ['blocks', 'consent', 'journeys', 'rules', 'segments', 'templates', 'traits'];
const root = resolve(import.meta.dirname, '../../..');

const products = [
  { name: 'Huila', quantity: 2, price: 27 },
  { name: "Caffè d'Italia & <Co>", quantity: 1, price: 1224.5 },
];
const cart = {
  products,
  total: 1251.5,
  currency: 'EUR',
  cartId: 'C1',
  cartUrl: 'https://shop.example.com/cart/C1',
};
const order = { products, revenue: 1251.5, currency: 'EUR', orderId: 'A-1', coffee: 'Huila' };
const consent = { 'email:surveys': true, 'sms:texts': true, 'push:tastings': true };

const people = {
  en: {
    email: 'anna@example.com',
    phone: '+12025550101',
    pushToken: 'apns:anna',
    first_name: 'Anna',
    locale: 'en',
  },
  it: {
    email: 'bruno@example.com',
    phone: '+390612345678',
    pushToken: 'gcm:bruno',
    first_name: 'Bruno',
    locale: 'it-CH',
  },
};

let session: Session;
beforeAll(async () => {
  // By day from Hawaii to Washington: SMS to the United States have statutory hours.
  session = await openSession({ startAt: '2026-11-24T19:00:00Z' });
  const files = folders.map((folder) => resolve(root, 'examples', folder));
  const fixture = resolve(root, 'test/fixtures/messages');
  const { text, exitCode } = await session.percorso('push', ...files, fixture, '--publish');
  expect(exitCode, text).toBe(0);
  await session.advance(120_000);
  for (const [locale, traits] of Object.entries(people)) {
    const refused = locale === 'it' ? { 'email/guides': false } : {};
    const put = (name: string, properties: object, context: object = {}) =>
      session.put({ name, detail: { userId: locale, traits, properties, context } });
    await put('Order Completed', order);
    await put('Cart Updated', cart);
    await put('Form Posted', {}, { consent: { ...consent, ...refused } });
    await session.settle();
    await put('Letter Day', {});
    await session.settle();
  }
});
afterAll(() => session.close());

/** What a template sent to a person. Only email has tags, so the others are found by their words. */
function read(language: keyof typeof people, channel: string, words: string): CapturedMessage {
  const { email, phone, pushToken } = people[language];
  const addresses = [email, phone, pushToken.split(':')[1]];
  const found = session.cloud
    .messages()
    .filter((message) => addresses.includes(message.to) && message.channel === channel)
    .filter(({ subject, title, text, tags }) =>
      [subject, title, text, tags['percorso-template']].some((part) => part?.includes(words)),
    );
  expect(found, `${words} by ${channel} in ${language}`).toHaveLength(1);
  return found[0] as CapturedMessage;
}

const plain = (text = '') => text.replaceAll('\u00a0', ' ').trim();
const readText = (language: keyof typeof people, template: string) =>
  plain(read(language, 'email', template).text);

it('no message has Liquid or undefined values in it, and no email is cut by Gmail', () => {
  const messages = session.cloud.messages();
  expect(messages.filter(({ channel }) => channel === 'email')).toHaveLength(8);
  // Sealed tokens of links are random letters, in which "NaN" occurs by chance.
  const token = /\/[a-z]\/[\w-]{80,}/g;
  for (const { subject, title, text, html = '' } of messages) {
    expect([subject, title, text, html].join('\n').replaceAll(token, '')).not.toMatch(
      /\{\{|\{%|undefined|NaN|\bblock\./,
    );
    expect(Buffer.byteLength(html)).toBeLessThan(80 * 1024);
  }
});

it('each email states its language, and has the frame in that language', () => {
  for (const template of ['order-confirmation', 'cart-reminder', 'newsletter', 'confirm-surveys']) {
    const [english, italian] = [read('en', 'email', template), read('it', 'email', template)];
    expect(english.html).toMatch(/<html lang="en"[\s\S]*COFFEE ROASTERS[\s\S]*Example Street/);
    expect(italian.html).toMatch(/<html lang="it"[\s\S]*TORREFAZIONE[\s\S]*Via Esempio/);
  }
});

describe('An order confirmation', () => {
  it('lists each product once, with money as the reader writes it', () => {
    const text = readText('en', 'order-confirmation');
    expect(text).toContain('Thank you, Anna.');
    expect(text.match(/Huila × 2 €27\.00/g)).toHaveLength(1);
    expect(text).toContain("Caffè d'Italia & <Co> €1,224.50");
    expect(text).toContain('Total €1,251.50');
    const { html, subject } = read('it', 'email', 'order-confirmation');
    expect(html).toContain('Caffè d&#39;Italia &amp; &lt;Co&gt;');
    expect(subject).toBe('Ordine A-1: grazie');
    expect(readText('it', 'order-confirmation')).toContain('Totale € 1251.50');
  });

  it('is the same as SMS and push', () => {
    expect(plain(read('it', 'sms', "l'ordine").text)).toBe(
      "Lucerna: grazie per l'ordine A-1, € 1251.50. Ti scriviamo quando parte.",
    );
    expect(read('en', 'push', 'Order A-1')).toMatchObject({
      text: "Huila x2, Caffè d'Italia & <Co>: we roast it today.",
      headers: { Url: 'lucerna://orders/A-1' },
    });
  });
});

describe('The reminder of a cart', () => {
  it('shows the products, the way back and the link to unsubscribe', () => {
    const { html = '', subject } = read('it', 'email', 'cart-reminder');
    expect(subject).toBe('2 caffè nel tuo carrello');
    expect(html).toContain('href="https://shop.example.com/cart/C1"');
    expect(html).toMatch(/href="[^"]+\/u\/[^"]+">Annulla/);
    expect(html.indexOf('Huila ti aspetta ancora.')).toBeLessThan(html.indexOf('TORREFAZIONE'));
  });

  it('is the same as SMS and push', () => {
    expect(read('en', 'sms', 'your cart').text).toBe(
      "Lucerna: your cart is waiting: Huila x2, Caffè d'Italia & <Co> https://shop.example.com/cart/C1",
    );
    expect(read('it', 'push', 'Il tuo carrello')).toMatchObject({ text: 'Huila ti aspetta ancora.' });
  });
});

describe('The newsletter', () => {
  it('has the topics that the reader has not refused', () => {
    expect(readText('en', 'newsletter')).toMatch(/New harvests[\s\S]*Brewing guide/);
    const italian = readText('it', 'newsletter');
    expect(italian).toContain('Nuovi raccolti');
    expect(italian).not.toContain('Guida alla preparazione');
  });

  it('is the same as SMS and push', () => {
    const { text } = read('it', 'sms', 'due nuovi');
    expect(text).toMatch(/^Lucerna: due nuovi caffè, .* STOP per finire\.$/);
    const link = 'https://shop.example.com/harvest';
    expect(read('en', 'push', 'Two new')).toMatchObject({ headers: { Url: link } });
  });
});

describe('Double opt-in', () => {
  it('confirms by the link of each channel', async () => {
    const mail = read('it', 'email', 'confirm-surveys').html ?? '';
    const sms = read('it', 'sms', 'Conferma').text ?? '';
    const push = read('it', 'push', 'Sei stato tu?').headers['Url'] ?? '';
    const inMail = /href="([^"]+\/c\/[^"]+)"/.exec(mail)?.[1] ?? '';
    const links = [inMail, /\S+\/c\/\S+/.exec(sms)?.[0] ?? '', push];
    for (const link of links) expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    await session.settle();
    const { text } = await session.percorso('consent', 'userId:it');
    for (const key of ['email:surveys', 'sms:texts', 'push:tastings'])
      expect(text).toMatch(new RegExp(`${key}\\W+granted`));
  });
});

it('a block that is edited in the table changes the next email that contains it', async () => {
  const frame = await readItem('frame');
  const moved = JSON.stringify(frame).replaceAll('Via Esempio 1', 'Via Nuova 7');
  await session.dynamodb.send(
    new PutItemCommand({ TableName: session.output('ConfigTable'), Item: JSON.parse(moved) }),
  );
  await session.advance(120_000);
  const { email: _email, ...traits } = people.it;
  const mail = 'carla@example.com';
  await session.put({
    name: 'Order Completed',
    detail: { userId: 'carla', traits: { ...traits, email: mail }, properties: order },
  });
  await session.settle();
  const [sent] = session.emailsTo(mail);
  expect(sent?.html).toContain('Via Nuova 7');
  expect(read('it', 'email', 'order-confirmation').html).toContain('Via Esempio 1');
});

async function readItem(id: string): Promise<Record<string, unknown>> {
  const Key = { pk: { S: 'DOCUMENT#block' }, sk: { S: id } };
  const { Item } = await session.dynamodb.send(
    new GetItemCommand({ TableName: session.output('ConfigTable'), Key }),
  );
  return { ...Item };
}
