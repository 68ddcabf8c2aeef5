/** Links of messages on the deployed stack: an email in a browser. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ repeats: 0 });
  const { text, exitCode } = await session.publish(config);
  expect(exitCode, text).toBe(0);
  await session.settle();
});
afterAll(() => session.close());

const config = `
kind: policy
id: contact
status: live
consent: { email: opt-out, sms: opt-out }
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
