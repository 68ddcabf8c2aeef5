/** `{{ view_online_url }}`: an email in a browser, without the links that act for its reader. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { shapeEmail } from '../../../adapters/content/shape-content.ts';
import { createMemoryMessageCopies } from '../../../adapters/memory/message-copies.ts';
import type { RenderedEmail } from '../../../app/ports/providers.ts';
import { createMessageSender } from '../../../app/send/message-sender.ts';
import { hidePersonalLinks } from '../../../app/send/online-copy.ts';
import type { Channel } from '../../../engine/model/channels.ts';
import { samplePublicUrl } from '../../harness/sample-links.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, renderInProcess, start } from '../../harness/sending-setup.ts';

const day = 86_400_000;
const html = `<p>Hello {{ profile.traits.first_name }}</p><a href="{{ view_online_url }}">In a browser</a>
<a href="{{ unsubscribe_url }}">Unsubscribe</a><a href="https://x.example/?u={{ preferences_url | url_encode }}">All</a>`;

async function send(content: string, overrides: Parameters<typeof makeMessage>[0] = {}, isDown = false) {
  const setup = await createSendingSetup();
  const { compiled } = await compileTemplate({
    kind: 'template',
    id: 'letter',
    status: 'live',
    channel: 'email',
    class: 'transactional',
    content: { subject: 'Hello', html: content },
  });
  await setup.programs.saveTemplate({ ...compiled, revision: 'stored' });
  const store = createMemoryMessageCopies();
  const writes: string[] = [];
  const state = { isDown };
  const sent: RenderedEmail[] = [];
  const sender = createMessageSender<RenderedEmail>({
    channel: 'email',
    ports: {
      ...setup.ports,
      provider: {
        async send(_message, rendered) {
          sent.push(rendered);
          return { kind: 'accepted', providerId: 'ses-1' };
        },
      },
    },
    copies: {
      async keep(copy) {
        writes.push(copy.messageId);
        if (state.isDown) {
          state.isDown = false;
          throw new Error('The table is down');
        }
        await store.keep(copy);
      },
    },
    sandbox: renderInProcess(),
    shape: shapeEmail,
    defaultFrom: 'Lucerna <hello@example.com>',
    timelineDays: 400,
    now: () => setup.clock.now,
    random: () => 0.5,
  });
  const message = makeMessage({ channel: 'email', to: 'ann@example.com', template: 'letter', ...overrides });
  await drainQueue(setup, sender, [message]);
  return { setup, message, sent, writes, find: (at: number) => store.find('P1', message.id, at) };
}

it('keeps what was sent, with the page that asks for an address instead of personal links, for 90 days', async () => {
  const { sent, find } = await send(html);
  const original = sent[0]?.html ?? '';
  const found = await find(start);
  expect(found).toMatchObject({ subject: 'Hello', from: 'Lucerna <hello@example.com>' });
  const copy = found?.html ?? '';
  expect(original).toContain(`${samplePublicUrl}/u/`);
  expect(copy).toContain('<p>Hello Ann</p>');
  expect(copy).toContain(`<a href="${samplePublicUrl}/">Unsubscribe</a>`);
  const [view = ''] = /https:[^"]+\/v\/[^"]+/.exec(original) ?? [];
  expect(copy).toContain(view);
  for (const [, token = ''] of original.matchAll(/(?:\/u\/|%2Fp%2F)([\w-]+)/g)) {
    expect(token.length).toBeGreaterThan(100);
    expect(copy).not.toContain(token);
  }
  expect(await find(start + 89 * day)).toEqual(found);
  expect(await find(start + 91 * day)).toBeUndefined();
});

it('keeps nothing of a message without the link, and nothing of a test', async () => {
  expect((await send('<p>Hello</p>{{ unsubscribe_url }}')).writes).toEqual([]);
  const test = await send(html, { isTest: true });
  expect(test.writes).toEqual([]);
  expect(test.sent[0]?.html).toContain(`${samplePublicUrl}/v/sample`);
});

it('sends no link to a copy that is not kept: the message waits while the table is down', async () => {
  const { sent, writes, find } = await send(html, {}, true);
  expect(writes).toHaveLength(2);
  expect(sent).toHaveLength(1);
  expect(await find(start)).toBeDefined();
});

it('fails a message that is too large to be kept', async () => {
  const { setup, message, sent } = await send(`${html}${'a long text '.repeat(40_000)}`);
  expect(sent).toEqual([]);
  expect(await setup.ledger.read('P1', message.id)).toMatchObject({
    state: 'failed',
    reason: 'render_failed',
  });
});

it('hides nothing where the message has no personal link', () => {
  const urls = { view: `${samplePublicUrl}/v/token` };
  expect(hidePersonalLinks('<a href="https://shop.example/u/1">Shop</a>', urls)).toBe(
    '<a href="https://shop.example/u/1">Shop</a>',
  );
});

it.each(['', 'a', 'ab'])('hides a personal link in Base64, with "%s" before it', async (before) => {
  const link = `{{ unsubscribe_url | prepend: '${before}' | append: '&x' | base64_encode | url_encode }}`;
  const { sent, find } = await send(`<a href="https://x.example/?b=${link}">All</a> {{ view_online_url }}`);
  const read = (copy = '') => {
    const [, encoded = ''] = /b=([^"]*)"/.exec(copy) ?? [];
    return Buffer.from(decodeURIComponent(encoded), 'base64').toString('latin1');
  };
  const [, token = ''] = /\/u\/([\w-]+)/.exec(read(sent[0]?.html)) ?? [];
  expect(token.length).toBeGreaterThan(100);
  const copy = read((await find(start))?.html);
  expect(copy).toContain('https://');
  expect(copy).not.toContain(token.slice(3, 20));
  expect(copy.length).toBeLessThan(100);
});

it.each(['sms', 'push'] as const)('has no place in %s', async (channel: Channel) => {
  const content = { title: 'Hello', body: 'See {{ view_online_url }}' };
  const template = { kind: 'template', id: 'note', status: 'live', channel, class: 'transactional' } as const;
  await expect(
    compileTemplate({ ...template, content: channel === 'sms' ? { body: content.body } : content }),
  ).rejects.toThrow('Only an email can be viewed online');
});
