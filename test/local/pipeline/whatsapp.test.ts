/** WhatsApp on the local cloud: from the document to Meta, and from Meta's reports to profile and statistics. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listMessages, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

const config = `
kind: template
id: shipped
status: live
channel: whatsapp
class: transactional
content:
  metaTemplate:
    name: order_shipped
    language: en
    header: { image: "https://shop.example/parcel.jpg" }
    body: ["{{ profile.traits.first_name | default: 'there' }}", "{{ event.properties.orderId }}"]
    buttons: ["{{ event.properties.orderId }}"]
locales:
  it:
    metaTemplate: { name: order_shipped, language: it, body: [Ciao, "{{ event.properties.orderId }}"] }
---
kind: template
id: offer
status: live
channel: whatsapp
class: promotional
content: { metaTemplate: { name: offer, language: en } }
---
kind: rule
id: shipped
status: live
trigger: { event: Order Shipped }
actions: [{ send: shipped }]
---
kind: rule
id: offer
status: live
trigger: { event: Offer Asked }
actions: [{ send: offer }]
`;

let session: Session;
beforeAll(async () => {
  session = await openSession();
  await session.publish(config);
});
afterAll(() => session.close());

const ship = (userId: string, phone: string, traits: object = {}) => ({
  name: 'Order Shipped',
  detail: { userId, traits: { phone, first_name: userId, ...traits }, properties: { orderId: 'A-1' } },
});
const ask = (userId: string, phone: string) => ({
  name: 'Offer Asked',
  detail: { userId, traits: { phone }, context: { consent: { whatsapp: 'granted' } } },
});
const control = (body: object) =>
  fetch(`${session.cloud.endpoint}/_local/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const sentTo = (phone: string) => session.cloud.messages().filter(({ to }) => to === phone);

it('sends a template with its values, in the language of the person, and counts the delivery', async () => {
  await session.put(ship('ann', '+393330000101'), ship('rosa', '+393330000102', { locale: 'it-CH' }));
  expect(await session.settle()).toEqual({});
  expect(sentTo('+393330000101')).toMatchObject([
    {
      channel: 'whatsapp',
      title: 'order_shipped (en)',
      text: 'header: https://shop.example/parcel.jpg\n{{1}}: ann\n{{2}}: A-1\nbutton0: A-1',
    },
  ]);
  expect(sentTo('+393330000102')).toMatchObject([
    {
      title: 'order_shipped (it)',
      text: 'header: https://shop.example/parcel.jpg\n{{1}}: Ciao\n{{2}}: A-1\nbutton0: A-1',
    },
  ]);
  const [message] = listMessages(await readPerson(session, 'userId:ann'));
  expect(message).toMatchObject({ state: 'sent', outcomes: { delivered: expect.any(Number) } });
  const { text } = await session.percorso('statistics', 'rule:shipped');
  expect(text).toMatch(/sent +delivered[\s\S]*rule:shipped +whatsapp +2 +2/);
});

it('records that a person read it', async () => {
  const [sent] = sentTo('+393330000101');
  await control({ read: sent?.id });
  expect(await session.settle()).toEqual({});
  const [message] = listMessages(await readPerson(session, 'userId:ann'));
  expect(message).toMatchObject({ outcomes: { opened: expect.any(Number) } });
});

it('sends nothing to a number that is not on WhatsApp a second time, and leaves SMS to it alone', async () => {
  await session.put(ship('pino', '+393330000001'));
  expect(await session.settle()).toEqual({});
  expect((await readProfile(session, 'userId:pino')).suppressions).toEqual({
    whatsapp: { address: '+393330000001', reason: 'invalid', at: expect.any(Number) },
  });
  await session.put(ship('pino', '+393330000001'));
  expect(await session.settle()).toEqual({});
  expect(sentTo('+393330000001')).toHaveLength(1);
});

it('needs a yes for a promotion, and takes the stop of Meta as a no', async () => {
  await session.put({ name: 'Offer Asked', detail: { userId: 'lia', traits: { phone: '+393330000104' } } });
  await session.put(ask('ugo', '+393330000002'));
  expect(await session.settle()).toEqual({});
  expect(sentTo('+393330000104')).toEqual([]);
  expect(sentTo('+393330000002')).toHaveLength(1);
  await session.put({ name: 'Offer Asked', detail: { userId: 'ugo' } });
  expect(await session.settle()).toEqual({});
  expect(sentTo('+393330000002')).toHaveLength(1);
});

it('does not send a template with an empty value', async () => {
  await session.put({ name: 'Order Shipped', detail: { userId: 'eva', traits: { phone: '+393330000105' } } });
  expect(await session.settle()).toEqual({});
  expect(listMessages(await readPerson(session, 'userId:eva'))).toMatchObject([
    { state: 'failed', reason: 'render_failed' },
  ]);
});

it('finds the outcome of a call whose answer was lost, and sends once', async () => {
  session.cloud.faults.add({
    operation: 'social-messaging:SendWhatsAppMessage',
    kind: 'disconnectAfter',
    count: 1,
  });
  await session.put(ship('zoe', '+393330000106'));
  expect(await session.settle()).toEqual({});
  expect(sentTo('+393330000106')).toHaveLength(1);
  expect(listMessages(await readPerson(session, 'userId:zoe'))).toMatchObject([
    { state: 'sent', outcomes: { delivered: expect.any(Number) } },
  ]);
});

it('waits while AWS throttles, and then sends once', async () => {
  session.cloud.faults.add({ operation: 'social-messaging:SendWhatsAppMessage', kind: 'throttle', count: 2 });
  await session.put(ship('leo', '+393330000107'));
  expect(await session.settle()).toEqual({});
  expect(sentTo('+393330000107')).toHaveLength(1);
});
