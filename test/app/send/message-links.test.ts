/** Links of messages: made by the sender, the same when it is repeated, and never missing in promotional email. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { shapeEmail } from '../../../adapters/content/shape-content.ts';
import { openLink } from '../../../app/links/seal-link.ts';
import type { RenderedEmail } from '../../../app/ports/providers.ts';
import { createMessageLinks, type MessageLinks } from '../../../app/send/message-links.ts';
import { createMessageSender } from '../../../app/send/message-sender.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { sampleLinkKey, sampleLinks, samplePublicUrl } from '../../harness/sample-links.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, renderInProcess, start } from '../../harness/sending-setup.ts';
import { readState } from '../../harness/sms-sender.ts';

const keys = { find: async () => sampleLinkKey.key };
const brokenLinks = createMessageLinks({
  keys: { current: async () => Promise.reject(new Error('Parameter Store is down')) },
  publicUrl: samplePublicUrl,
});
const html = '<p>Hello</p>{{ unsubscribe_url }} {{ preferences_url }} {{ confirm_url }}';

async function createEmailSetup(
  content: string,
  links: { current: MessageLinks } = { current: sampleLinks },
) {
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
  const sent: RenderedEmail[] = [];
  const send = createMessageSender<RenderedEmail>({
    channel: 'email',
    ports: {
      ...setup.ports,
      links: { make: (message, kinds) => links.current.make(message, kinds) },
      provider: {
        async send(_message, rendered) {
          sent.push(rendered);
          return { kind: 'accepted', providerId: `ses-${sent.length}` };
        },
      },
    },
    sandbox: renderInProcess(),
    shape: shapeEmail,
    timelineDays: 30,
    now: () => setup.clock.now,
    random: () => 0.5,
  });
  return { ...setup, setup, sent, drain: (messages: SendMessage[]) => drainQueue(setup, send, messages) };
}

const confirms = { keys: ['email:surveys'], requestedAt: start };
const makeEmail = (overrides: Partial<SendMessage> = {}): SendMessage =>
  makeMessage({ channel: 'email', to: 'anna@example.com', template: 'letter', ...overrides });

const tokenOf = (url = '') => url.slice(url.lastIndexOf('/') + 1);

describe('a message that shows links', () => {
  it('has one of each kind, which opens to the person, the message and the list', async () => {
    const { sent, drain } = await createEmailSetup(html);
    const message = makeEmail({ topic: 'news', locale: 'it', class: 'transactional', confirms });
    await drain([message]);
    const urls = sent[0]?.html.split('</p>')[1]?.split(' ') ?? [];
    expect(urls.map((url) => url.slice(0, -tokenOf(url).length))).toEqual(
      ['u', 'p', 'c'].map((path) => `${samplePublicUrl}/${path}/`),
    );
    const shared = {
      profileId: message.profileId,
      messageId: message.id,
      channel: 'email',
      address: 'anna@example.com',
      purpose: 'marketing',
      topic: 'news',
      locale: 'it',
      issuedAt: Math.floor(message.decidedAt / 1000),
    };
    const [unsubscribe, preferences, confirm] = urls.map(tokenOf);
    expect(await openLink(unsubscribe ?? '', keys, 'unsubscribe')).toEqual({
      kind: 'unsubscribe',
      ...shared,
    });
    expect(await openLink(preferences ?? '', keys, 'preferences')).toEqual({
      kind: 'preferences',
      ...shared,
    });
    expect(await openLink(confirm ?? '', keys, 'confirm')).toMatchObject({
      kind: 'confirm',
      ...shared,
      ...confirms,
    });
  });

  it.each(['promotional', 'transactional'] as const)(
    'has no link to confirm when it asks for no confirmation: %s',
    async (messageClass) => {
      const { sent, drain } = await createEmailSetup(html);
      await drain([makeEmail({ class: messageClass })]);
      expect(sent[0]?.html).toContain(`${samplePublicUrl}/p/`);
      expect(sent[0]?.html).not.toContain('/c/');
      expect(await sampleLinks.make(makeEmail(), ['confirm'])).toEqual({});
    },
  );

  it('has the same links when it is rendered again', async () => {
    const message = makeEmail();
    const asking = await sampleLinks.make({ ...message, confirms }, ['confirm']);
    expect(await sampleLinks.make({ ...message, confirms }, ['confirm'])).toEqual(asking);
    const first = await sampleLinks.make(message, ['unsubscribe', 'preferences', 'confirm']);
    expect(await sampleLinks.make({ ...message }, ['unsubscribe', 'preferences', 'confirm'])).toEqual(first);
    expect(Object.keys(first)).toEqual(['unsubscribe', 'preferences']);
  });

  it('needs no key when it shows no link', async () => {
    const { sent, drain } = await createEmailSetup('<p>Hello</p>', { current: brokenLinks });
    await drain([makeEmail({ class: 'transactional' })]);
    expect(sent).toHaveLength(1);
  });

  it('that is a test of the team has sample links, which open nothing', async () => {
    const { sent, drain } = await createEmailSetup(html);
    await drain([makeEmail({ isTest: true, class: 'transactional' })]);
    expect(sent[0]?.html).toContain(`${samplePublicUrl}/u/sample ${samplePublicUrl}/p/sample`);
    expect(await openLink('sample', keys, 'unsubscribe')).toBeUndefined();
  });
});

describe('a promotional email', () => {
  it('names its list and its link to unsubscribe, though its content shows none', async () => {
    const { sent, drain } = await createEmailSetup('<p>Hello</p>');
    const message = makeEmail({ topic: 'news' });
    await drain([message, makeEmail({ id: 'B', class: 'transactional' })]);
    const [list] = sent.map(({ list }) => list).filter((each) => each !== undefined);
    expect(sent.map(({ list }) => list?.name)).toEqual(expect.arrayContaining(['news', undefined]));
    expect(await openLink(tokenOf(list?.unsubscribeUrl), keys, 'unsubscribe')).toMatchObject({
      messageId: message.id,
    });
  });

  it('waits while the link key cannot be read, and is then sent once with its link', async () => {
    const links = { current: brokenLinks };
    const { setup, sent, drain } = await createEmailSetup('<p>Hello</p>', links);
    const message = makeEmail();
    links.current = { make: createRecovery(links) };
    await drain([message]);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.list?.unsubscribeUrl).toContain(`${samplePublicUrl}/u/`);
    expect(await readState(setup, message)).toMatchObject({ state: 'sent' });
    expect(setup.clock.now).toBeGreaterThan(start);
  });

  it('waits where the stage serves no links', async () => {
    const noLinks = createMessageLinks({ keys: { current: async () => sampleLinkKey }, publicUrl: '' });
    await expect(noLinks.make(makeEmail(), ['unsubscribe'])).rejects.toThrow(
      'The stage has no URL for links.',
    );
  });
});

/** Down for two calls more, then up. */
function createRecovery(links: { current: MessageLinks }): MessageLinks['make'] {
  let calls = 0;
  return (message, kinds) => {
    calls += 1;
    if (calls > 2) links.current = sampleLinks;
    return (calls > 2 ? sampleLinks : brokenLinks).make(message, kinds);
  };
}

describe('a transactional email', () => {
  it('goes out without its links while the key cannot be read', async () => {
    const { sent, drain } = await createEmailSetup('<p>{{ preferences_url }}.</p>', { current: brokenLinks });
    await drain([makeEmail({ class: 'transactional' })]);
    expect(sent[0]?.html).toBe('<p>.</p>');
  });

  it('waits if it is a confirmation, which is useless without its link', async () => {
    const links: { current: MessageLinks } = { current: brokenLinks };
    const { sent, drain } = await createEmailSetup('<p>{{ confirm_url }}</p>', links);
    links.current = { make: createRecovery(links) };
    await drain([makeEmail({ class: 'transactional', confirms })]);
    expect(sent.map(({ html: body }) => body.includes(`${samplePublicUrl}/c/`))).toEqual([true]);
  });
});
