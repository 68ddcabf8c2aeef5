/** UTM parameters from the published policy to the email that the provider gets. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { shapeEmail } from '../../../adapters/content/shape-content.ts';
import type { RenderedEmail } from '../../../app/ports/providers.ts';
import { createMessageSender } from '../../../app/send/message-sender.ts';
import { sampleLinks, samplePublicUrl } from '../../harness/sample-links.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, renderInProcess } from '../../harness/sending-setup.ts';
import { makeTemplate } from '../../harness/templates.ts';

it('An email has the parameters in its HTML, its text part and its footer, and none in its link to unsubscribe', async () => {
  const setup = await createSendingSetup();
  const html = `<p><a href="{{ event.properties.url }}">Shop</a></p>`;
  const { compiled } = await compileTemplate(
    makeTemplate({ subject: 'News', html }, { class: 'promotional' }),
    { en: '<a href="{{ unsubscribe_url }}">Stop</a> <a href="https://shop.example/legal">Legal</a>' },
  );
  await setup.programs.saveTemplate({ ...compiled, revision: 'stored' });
  const { version, hash, chunks, policy } = await setup.programs.readCurrent();
  if (policy === undefined) throw new Error('The setup publishes a policy.');
  const utm = { links: 'all', source: 'news' } as const;
  await setup.programs.setCurrent(version, {
    version: version + 1,
    hash: `${hash}-utm`,
    chunks,
    policy: { ...policy, consent: { email: 'opt-out' }, utm },
  });
  const sent: RenderedEmail[] = [];
  const send = createMessageSender<RenderedEmail>({
    channel: 'email',
    ports: {
      ...setup.ports,
      links: sampleLinks,
      provider: {
        async send(_message, rendered) {
          sent.push(rendered);
          return { kind: 'accepted', providerId: 'ses-1' };
        },
      },
    },
    sandbox: renderInProcess(),
    shape: shapeEmail,
    timelineDays: 30,
    now: () => setup.clock.now,
    random: () => 0.5,
  });
  const message = makeMessage({
    channel: 'email',
    class: 'promotional',
    to: 'anna@example.com',
    template: 'welcome',
    origin: 'rule:hello',
    variables: { event: { properties: { url: 'https://shop.example/?q="a"&b=1#c' } } },
  });
  await drainQueue(setup, send, [message]);
  const query = 'utm_source=news&utm_medium=email&utm_campaign=rule:hello';
  const [email] = sent;
  expect(email?.html).toContain(
    `href="https://shop.example/?q=&#34;a&#34;&amp;b=1&amp;${query.replaceAll('&', '&amp;')}#c"`,
  );
  expect(email?.html).toContain(`href="https://shop.example/legal?${query.replaceAll('&', '&amp;')}"`);
  expect(email?.text).toContain(`Shop (https://shop.example/?q="a"&b=1&${query}#c)`);
  expect(email?.text).toContain(`Legal (https://shop.example/legal?${query})`);
  const [, unsubscribe = ''] = /href="([^"]*)"[^>]*>Stop/.exec(email?.html ?? '') ?? [];
  expect(unsubscribe.startsWith(`${samplePublicUrl}/u/`)).toBe(true);
  expect(unsubscribe).not.toContain('utm_');
});
