/** `/<code>` leads to where the link of a message leads, whatever else is down, and counts clicks of people apart. */
import { describe, expect, it } from 'vitest';
import { readLinkClick } from '../../../app/feedback/read-link-click.ts';
import type { ProviderEvent } from '../../../app/ports/queues.ts';
import type { ShortLink } from '../../../app/ports/short-links.ts';
import { createLinkServer } from '../../../app/preferences/serve-links.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { createLinkSetup, linkStart } from '../../harness/link-server.ts';

const code = 'Ab3dE5fG7h';
const link: ShortLink = {
  code,
  url: 'https://negozio.example/caffè?utm_source=sms',
  profileId: 'P1',
  messageId: 'M1',
  channel: 'sms',
  template: 'greeting',
  origin: 'rule:greet',
  madeAt: linkStart - 60_000,
  expiresAt: linkStart / 1000 + 60,
};
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15';

async function open(overrides: Partial<ShortLink> = {}) {
  const setup = await createLinkSetup();
  await setup.shortLinks.keep({ ...link, ...overrides });
  return setup;
}

describe('a short link', () => {
  it('leads to its target by one read, and reports the click to the queue of reports', async () => {
    const setup = await open();
    const { status, headers, body } = await setup.ask({ path: `/${code}`, userAgent: phone });
    expect([status, headers['location'], body]).toEqual([
      302,
      'https://negozio.example/caff%C3%A8?utm_source=sms',
      '',
    ]);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(setup.injector.calls).toEqual(['shortLinks.find', 'queues.send']);
    const [report] = setup.reports as ProviderEvent[];
    expect(readLinkClick(report?.event ?? {})).toMatchObject({
      ...{ profileId: 'P1', messageId: 'M1', channel: 'sms', outcome: 'clicked', at: linkStart },
      properties: { link: link.url, device: 'phone', template: 'greeting', origin: 'rule:greet' },
    });
  });

  it.each([
    ['HEAD', { method: 'HEAD' }],
    ['a prefetch', { isPrefetch: true }],
  ])('leads %s to its target and counts nothing', async (_name, request) => {
    const setup = await open();
    const { status } = await setup.ask({ path: `/${code}`, userAgent: phone, ...request });
    expect([status, setup.reports]).toEqual([302, []]);
  });

  it.each([
    ['no_agent', '', linkStart - 60_000],
    ['scanner_agent', 'facebookexternalhit/1.1 Facebot Twitterbot/1.0', linkStart - 60_000],
    ['scanner_agent', 'WhatsApp/2.24.1 A', linkStart - 60_000],
    ['too_soon', phone, linkStart - 2_000],
  ])('counts a machine apart: %s', async (machineReason, userAgent, madeAt) => {
    const setup = await open({ madeAt });
    await setup.ask({ path: `/${code}`, userAgent });
    const [report] = setup.reports as ProviderEvent[];
    expect(readLinkClick(report?.event ?? {})).toMatchObject({
      outcome: 'machine_clicked',
      properties: { machine: true, machineReason },
    });
  });

  it('does not report a link to a page of the stage, or of a test', async () => {
    const setup = await open({ isSilent: true });
    expect((await setup.ask({ path: `/${code}`, userAgent: phone })).status).toBe(302);
    expect(setup.reports).toEqual([]);
  });

  it('leads to its target when everything but its one read is down', async () => {
    const { shortLinks } = await open();
    const isDown = async () => Promise.reject(new Error('down'));
    const down = new Proxy({}, { get: () => isDown });
    const ports = {
      ...{ keys: down, addresses: down, statements: down, profiles: down, identities: down, programs: down },
      ...{ wordings: down, copies: down, events: down, notices: down, queues: down, shortLinks },
    } as unknown as Parameters<typeof createLinkServer>[0];
    const serve = createLinkServer(ports, () => linkStart);
    const request = { method: 'GET', path: `/${code}`, query: new URLSearchParams() };
    const answer = await serve(
      { ...request, form: new URLSearchParams(), acceptLanguage: '', userAgent: phone },
      silentTelemetry,
    );
    expect(answer.status).toBe(302);
  });

  it('leads nowhere with another code, after its end, and to no address of the caller', async () => {
    const setup = await open();
    const query = new URLSearchParams({ url: 'https://evil.example' });
    for (const path of ['/Ab3dE5fG7i', '/Ab3dE5fG7h2', `/${code}/`, '/https://evil.example']) {
      const { status, headers } = await setup.ask({ path, query });
      expect([status, headers['location']]).toEqual([404, undefined]);
    }
    setup.clock.now += 60_000;
    const { status, body } = await setup.ask({
      path: `/${code}`,
      query: new URLSearchParams({ lang: 'it' }),
    });
    expect([status, body.includes('Ora non porta più a nulla')]).toEqual([404, true]);
    expect(setup.reports).toEqual([]);
  });
});
