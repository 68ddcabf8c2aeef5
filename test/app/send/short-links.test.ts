/** Short links of sent SMS: kept before the message goes out, the same when it is prepared again, and guessed by no one. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { createMemoryShortLinks } from '../../../adapters/memory/short-links.ts';
import type { RenderedSms } from '../../../app/ports/providers.ts';
import { type ShortLinks, shortCodeAlphabet } from '../../../app/ports/short-links.ts';
import { createShortLinkTools } from '../../../app/send/short-links.ts';
import { billSms } from '../../../engine/channels/sms-prices.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { sampleLinkKey, samplePublicUrl } from '../../harness/sample-links.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, start } from '../../harness/sending-setup.ts';
import { createSmsSender, readState } from '../../harness/sms-sender.ts';

const day = 86_400_000;
const keys = { current: async () => sampleLinkKey };
const cart = `https://shop.example/cart?${'x'.repeat(150)}`;

async function createShortSetup(
  keep: (store: ShortLinks) => ShortLinks['keep'] = (store) => store.keep,
  linkKeys: Parameters<typeof createShortLinkTools>[1] = keys,
) {
  const setup = await createSendingSetup();
  const { compiled } = await compileTemplate({
    kind: 'template',
    id: 'cart',
    status: 'live',
    channel: 'sms',
    class: 'transactional',
    shortLinks: ['shop.example'],
    content: { body: `Your cart: ${cart} {{ unsubscribe_url | short_link }}` },
  });
  await setup.programs.saveTemplate({ ...compiled, revision: 'stored' });
  const store = createMemoryShortLinks();
  const tools = createShortLinkTools({ keep: keep(store) }, linkKeys, samplePublicUrl);
  const send = createSmsSender(setup, { shortLinks: tools, bill: (to, { body }) => billSms(to, body) });
  const bodies = () => setup.sent.map(({ rendered }) => (rendered as RenderedSms).body);
  const drain = (...messages: SendMessage[]) => drainQueue(setup, send, messages);
  return { setup, store, bodies, drain, find: (code: string, at = start) => store.find(code, at) };
}

const make = (overrides: Partial<SendMessage> = {}) =>
  makeMessage({ template: 'cart', class: 'transactional', ...overrides });
const codesOf = (body = '') =>
  body
    .split(`${samplePublicUrl}/`)
    .slice(1)
    .map((part) => part.slice(0, 10));

it('are kept with their message for 90 days, and count as characters of the SMS', async () => {
  const { bodies, drain, find } = await createShortSetup();
  await drain(make());
  const [body = ''] = bodies();
  const [code = '', own = ''] = codesOf(body);
  expect(body).toBe(`Your cart: ${samplePublicUrl}/${code} ${samplePublicUrl}/${own}`);
  expect(code).toMatch(new RegExp(`^[${shortCodeAlphabet}]{10}$`));
  expect(await find(code)).toEqual({
    code,
    url: cart,
    ...{ profileId: 'P1', messageId: make().id, channel: 'sms', template: 'cart', origin: 'rule:greet' },
    madeAt: start,
    // The setup keeps its ledger for 30 days: a click is counted with its message.
    expiresAt: (start + 30 * day) / 1000,
  });
  expect(await find(own)).toMatchObject({ isSilent: true });
  expect((await find(own))?.url).toContain('/u/');
});

it('are named by the ledger of their message, whatever the provider answers', async () => {
  const { setup, bodies, drain } = await createShortSetup();
  await drain(make());
  const { profileId, id } = make();
  const sent = await setup.ledger.read(profileId, id);
  expect(sent).toMatchObject({ state: 'sent', links: codesOf(bodies()[0]) });
  setup.answers.push(async () => ({ kind: 'refused', reason: 'no', fault: 'message' }));
  await drain(make({ id: 'refused' }));
  const refused = await setup.ledger.read(profileId, 'refused');
  expect([refused?.state, refused?.links?.length]).toEqual(['failed', 2]);
});

it('are the same when the message is prepared again, and others for another message, person or key', async () => {
  const tools = createShortLinkTools(createMemoryShortLinks(), keys, samplePublicUrl);
  const first = await tools.makeCodes(make(), 0);
  expect(await tools.makeCodes(make(), 0)).toEqual(first);
  const other = { current: async () => ({ version: 2, key: new Uint8Array(32).fill(2) }) };
  const others = [
    await tools.makeCodes(make({ id: 'other' }), 0),
    await tools.makeCodes(make({ profileId: 'P2' }), 0),
    await tools.makeCodes(make(), 1),
    await createShortLinkTools(createMemoryShortLinks(), other, samplePublicUrl).makeCodes(make(), 0),
  ];
  const all = [first, ...others].flatMap((codes) => codes?.codes ?? []);
  expect(new Set(all).size).toBe(50);
});

it('take other codes when another message has one of them', async () => {
  const tools = createShortLinkTools(createMemoryShortLinks(), keys, samplePublicUrl);
  const taken = (await tools.makeCodes(make(), 0))?.codes[0] ?? '';
  const { bodies, drain, find, store } = await createShortSetup();
  await drain(make({ id: 'earlier' }));
  const [earlier] = codesOf(bodies()[0]);
  const known = await find(earlier ?? '');
  if (known === undefined) throw new Error('No link');
  await store.keep({ ...known, code: taken });
  await drain(make());
  const [code = ''] = codesOf(bodies()[1]);
  expect(code).not.toBe(taken);
  expect((await find(code))?.messageId).toBe(make().id);
  expect((await find(taken))?.messageId).toBe('earlier');
});

it('are never in a message that went out without them: it waits while the table is down', async () => {
  let failures = 1;
  const { bodies, drain, find } = await createShortSetup((store) => async (link) => {
    if (failures-- > 0) throw new Error('The table is down');
    return store.keep(link);
  });
  await drain(make());
  expect(bodies()).toHaveLength(1);
  for (const code of codesOf(bodies()[0])) expect(await find(code)).toBeDefined();
});

it('are left out of a transactional message without a key, and awaited by a promotional one', async () => {
  const noKeys = { current: async () => Promise.reject(new Error('Parameter Store is down')) };
  const { setup, bodies, drain } = await createShortSetup(undefined, noKeys);
  await drain(make());
  expect(bodies()[0]).toContain(cart);
  const advertising = make({ id: 'advertising', class: 'promotional' });
  expect((await drain(advertising)).dead).toHaveLength(1);
  expect(await readState(setup, advertising)).toBeUndefined();
});

it('lead to their target and report nothing in a test message', async () => {
  const { bodies, drain, find } = await createShortSetup();
  await drain(make({ isTest: true }));
  const [code = ''] = codesOf(bodies()[0]);
  expect(await find(code)).toMatchObject({ url: cart, isSilent: true });
});
