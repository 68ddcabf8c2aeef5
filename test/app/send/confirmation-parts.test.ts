/** The parts of a confirmation by SMS, as docs/consent.md states them: with the whole link, and with a short one. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { createMemoryShortLinks } from '../../../adapters/memory/short-links.ts';
import type { RenderedSms } from '../../../app/ports/providers.ts';
import { createMessageLinks } from '../../../app/send/message-links.ts';
import { createShortLinkTools } from '../../../app/send/short-links.ts';
import { countSmsParts } from '../../../engine/channels/count-sms-parts.ts';
import { sampleLinkKey } from '../../harness/sample-links.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, makeWillingProfile, start } from '../../harness/sending-setup.ts';
import { createSmsSender, readState } from '../../harness/sms-sender.ts';

const profileId = '01M8J464XBFDZZMAAEZYNSDBVS';
const keys = { current: async () => sampleLinkKey };
const ownDomain = 'https://links.lucerna.example';
const publicFunction = `https://${'a'.repeat(32)}.lambda-url.eu-west-1.on.aws`;
const request = 'Lucerna: please confirm that you want our offers by SMS:';

async function measure(publicUrl: string, link: string, more: { readonly shortLinks?: 'all' } = {}) {
  const setup = await createSendingSetup();
  const { compiled, header } = await compileTemplate({
    ...{ kind: 'template', id: 'confirm-sms', status: 'live', channel: 'sms', class: 'transactional' },
    ...more,
    content: { body: `${request} ${link}` },
  });
  const { revision } = header;
  await setup.profiles.save(makeWillingProfile({ id: profileId }));
  await setup.programs.saveTemplate({ ...compiled, revision });
  const links = createMessageLinks({ keys, publicUrl });
  const store = createMemoryShortLinks();
  const send = createSmsSender(setup, {
    ports: { ...setup.ports, links },
    shortLinks: createShortLinkTools(store, keys, publicUrl),
  });
  const message = makeMessage({
    ...{ profileId, template: 'confirm-sms', templateRevision: revision },
    ...{ class: 'transactional', confirms: { keys: ['sms'], requestedAt: start } },
  });
  await drainQueue(setup, send, [message]);
  const [call] = setup.sent;
  if (call === undefined) throw new Error(JSON.stringify(await readState(setup, message)));
  const { body } = call.rendered as RenderedSms;
  return { body, parts: countSmsParts(body).parts, characters: body.length, store };
}

it('a confirmation with the whole link has several parts, also under a domain of its own', async () => {
  const own = await measure(ownDomain, '{{ confirm_url }}');
  const long = await measure(publicFunction, '{{ confirm_url }}');
  expect([own.parts, own.characters, long.parts, long.characters]).toEqual([3, 367, 3, 406]);
});

it('with a short link it has one, and the link leads to the same page', async () => {
  for (const [publicUrl, characters] of [
    [ownDomain, 97],
    [publicFunction, 136],
  ] as const) {
    const short = await measure(publicUrl, '{{ confirm_url | short_link }}');
    expect(short).toMatchObject({ parts: 1, characters });
    const found = await short.store.find(short.body.slice(-10), start);
    expect(found?.url).toMatch(new RegExp(`^${publicUrl}/c/`));
  }
});

it('shortLinks: all leaves the link whole, and shortens it with the filter', async () => {
  const shortLinks = 'all';
  expect((await measure(ownDomain, '{{ confirm_url }}', { shortLinks })).parts).toBe(3);
  expect((await measure(ownDomain, '{{ confirm_url | short_link }}', { shortLinks })).parts).toBe(1);
});
