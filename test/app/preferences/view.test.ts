/** `/v/<token>` shows the copy of a message, and nothing in it runs. */
import { expect, it } from 'vitest';
import type { ViewClaim } from '../../../app/links/link-claim.ts';
import { createLinkSetup, linkStart, unsubscribeClaim } from '../../harness/link-server.ts';

const claim: ViewClaim = { ...unsubscribeClaim, kind: 'view' };
const copy = {
  profileId: 'P1',
  messageId: 'M1',
  html: '<script>alert(1)</script><p>Hello</p>',
  expiresAt: linkStart / 1000 + 60,
};

it('shows the message by one read of the copy, in a page without scripts, forms and cookies', async () => {
  const setup = await createLinkSetup();
  await setup.copies.keep(copy);
  const path = `/v/${await setup.seal(claim)}`;
  const { status, body, headers } = await setup.ask({ path });
  expect([status, body]).toEqual([200, copy.html]);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*form-action 'none'.*sandbox/);
  expect(headers['content-security-policy']).not.toMatch(/script-src|allow-scripts|allow-same-origin/);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(setup.injector.calls.filter((call) => !call.startsWith('keyStore'))).toEqual(['copies.find']);
});

it('says so when the copy has expired, in the language of the message', async () => {
  const setup = await createLinkSetup();
  await setup.copies.keep(copy);
  const path = `/v/${await setup.seal({ ...claim, locale: 'it' })}`;
  setup.clock.now += 60_000;
  const { status, body } = await setup.ask({ path });
  expect([status, body.includes('non è più disponibile')]).toEqual([410, true]);
});

it('opens no copy by another link of the message', async () => {
  const setup = await createLinkSetup();
  await setup.copies.keep(copy);
  const { status } = await setup.ask({ path: `/v/${await setup.seal(unsubscribeClaim)}` });
  expect(status).toBe(404);
});
