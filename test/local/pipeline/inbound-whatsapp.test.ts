/** What people write to the WhatsApp number, on the local cloud: STOP, START, HELP, and touchpoints. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { offersAndParcels } from './config.ts';
import { listMessages, readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

const anna = '+393331230101';
const bruno = '+393331230103';
const minute = 60_000;

const config = (at: number) => `
kind: template
id: offer
status: live
channel: whatsapp
class: promotional
content: { metaTemplate: { name: offer, language: en } }
---
kind: template
id: parcel
status: live
channel: whatsapp
class: transactional
content: { metaTemplate: { name: parcel, language: en } }
---
kind: template
id: thanks
status: live
channel: whatsapp
class: transactional
content: { metaTemplate: { name: thanks, language: en, body: ["{{ event.properties.inReplyTo | default: 'none' }}"] } }
---
kind: template
id: chat
status: live
channel: whatsapp
class: transactional
content: { body: "Your order {{ event.properties.orderId }}\\nis ready." }
locales: { it: { body: "Il tuo ordine {{ event.properties.orderId }} è pronto." } }
---
kind: template
id: both
status: live
channel: whatsapp
class: transactional
content: { body: "It is ready.", metaTemplate: { name: ready, language: en } }
---
kind: rule
id: chat
status: live
trigger: { event: Order Ready }
actions: [{ send: chat }, { send: both }]
---
${offersAndParcels(at)}
---
kind: rule
id: thanks
status: live
trigger: { event: Message Replied }
condition: { event: { properties: { channel: [whatsapp], text: [{ prefix: "5" }] } } }
actions: [{ send: thanks }]
`;

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const sentTo = (phone: string) =>
  session.cloud.messages().filter(({ channel, to }) => channel === 'whatsapp' && to === phone);
const textsTo = (phone: string) => sentTo(phone).map(({ text }) => text);
const countOf = (phone: string, title: string) =>
  sentTo(phone).filter((each) => each.title === `${title} (en)`).length;

/** What a person sends, by the control API of the local cloud. */
async function write(
  from: string,
  text: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const answer = await fetch(`${session.cloud.endpoint}/_local/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, text, ...more }),
  });
  expect(answer.status).toBe(200);
  await session.advance(2000);
  expect(await session.settle()).toEqual({});
}

/** Runs the campaign, and returns what the number got of it. */
async function runCampaign(phone: string): Promise<number> {
  const before = countOf(phone, 'offer');
  const { text, exitCode } = await session.publish(config(session.cloud.clock.now() + 5 * minute));
  expect(exitCode, text).toBe(0);
  await session.advance(10 * minute);
  expect(await session.settle()).toEqual({});
  return countOf(phone, 'offer') - before;
}

async function ship(userId: string): Promise<void> {
  await session.put({ name: 'Shipped', detail: { userId } });
  expect(await session.settle()).toEqual({});
}

function signUp(userId: string, phone: string) {
  const context = { consent: { whatsapp: true, sms: true } };
  return session.put({ name: 'Signed Up', detail: { userId, traits: { phone, country: 'IT' }, context } });
}

it('STOP ends the messages of a campaign and of a rule, and START brings them back', async () => {
  await signUp('anna', anna);
  expect(await session.settle()).toEqual({});
  expect(await runCampaign(anna)).toBe(1);

  await write(anna, '“Stop”');
  expect(textsTo(anna).at(-1)).toContain('Iscrizione annullata');
  expect(await runCampaign(anna)).toBe(0);
  await ship('anna');
  expect(countOf(anna, 'parcel')).toBe(0);
  const { text } = await session.percorso('consent', 'userId:anna');
  expect(text).toMatch(/whatsapp:!stop\s+denied: STOP and START/);
  expect(text).not.toContain('sms:!stop');

  await write(anna, 'START');
  expect(textsTo(anna).at(-1)).toContain('Puoi ricevere di nuovo');
  expect(await runCampaign(anna)).toBe(1);
  await ship('anna');
  expect(countOf(anna, 'parcel')).toBe(1);
}, 240_000);

it('a button is STOP like its text, and a number that no profile has is remembered', async () => {
  await write(bruno, '', { message: { type: 'button', button: { text: 'Stop', payload: 'x' } } });
  expect(textsTo(bruno)).toEqual([expect.stringContaining('Iscrizione annullata')]);
  await signUp('bruno', bruno);
  expect(await session.settle()).toEqual({});
  expect(await runCampaign(bruno)).toBe(0);
}, 120_000);

it('any other text is a touchpoint with the message that it answers, once', async () => {
  const [message] = sentTo(anna).filter(({ title }) => title === 'parcel (en)');
  for (const _delivery of [1, 2]) await write(anna, '5 stars', { id: 'one', inReplyTo: message?.id });
  const person = await readPerson(session, 'userId:anna');
  const parcel = listMessages(person).find(({ template }) => template === 'parcel');
  expect(parcel?.id).toBeDefined();
  expect(textsTo(anna).filter((text) => text?.startsWith('{{1}}'))).toEqual([`{{1}}: ${parcel?.id}`]);
  const timeline = (await session.percorso('timeline', 'userId:anna')).text;
  expect(timeline.match(/Message Replied/g)).toHaveLength(1);
}, 120_000);

it('a text to another number of the account is none of this stage', async () => {
  const before = textsTo(anna).length;
  await write(anna, 'HELP', { number: 'phone-number-id-ffffffffffffffff' });
  expect(textsTo(anna)).toHaveLength(before);
  await write(anna, 'HELP');
  expect(textsTo(anna)).toHaveLength(before + 1);
});

it('free text goes for 24 hours after the person wrote, and then only a Meta template', async () => {
  const phone = '+393331230105';
  const order = () =>
    session.put({
      name: 'Order Ready',
      detail: { userId: 'carla', traits: { phone }, properties: { orderId: 'A-1' } },
    });
  const reasons = async () =>
    listMessages(await readPerson(session, 'userId:carla')).map(({ template, reason }) => [template, reason]);
  await order();
  expect(await session.settle()).toEqual({});
  expect(sentTo(phone).map(({ title }) => title)).toEqual(['ready (en)']);
  expect(await reasons()).toContainEqual(['chat', 'window_closed']);

  await write(phone, 'Where is it?');
  await order();
  expect(await session.settle()).toEqual({});
  expect(textsTo(phone).slice(1).sort()).toEqual(['It is ready.', 'Your order A-1\nis ready.']);
  const test = await session.percorso('send-test', 'chat', '--to', phone, '--locale', 'it');
  expect(test.exitCode, test.text).toBe(0);
  expect(await session.settle()).toEqual({});
  expect(textsTo(phone).at(-1)).toMatch(/^Il tuo ordine .*pronto\.$/);

  await session.advance(24 * 60 * minute);
  await order();
  expect(await session.settle()).toEqual({});
  expect(sentTo(phone)).toHaveLength(5);
  expect(sentTo(phone).at(-1)).toMatchObject({ title: 'ready (en)' });
}, 120_000);
