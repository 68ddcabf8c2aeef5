/** The preference centre: what it shows, what a form states, and what happens when a part of the stage fails. */
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../engine/model/profile.ts';
import { makeLinkProfile, publishLinkProgram } from '../../harness/link-program.ts';
import { createLinkSetup, linkStart, unsubscribeClaim } from '../../harness/link-server.ts';

const day = 86_400_000;
const claim = { ...unsubscribeClaim, kind: 'preferences' } as const;
const confirmClaim = {
  ...unsubscribeClaim,
  kind: 'confirm',
  purpose: 'surveys',
  keys: ['email:surveys'],
  requestedAt: linkStart - 5_000,
} as const;

async function open(profile: Profile | undefined = makeLinkProfile()) {
  const setup = await createLinkSetup();
  await publishLinkProgram(setup);
  if (profile !== undefined) await setup.profiles.save(profile);
  const path = `/p/${await setup.seal(claim)}`;
  const post = (...fields: [string, string][]) => setup.press(path, new URLSearchParams(fields));
  const stated = () => setup.events.map(({ context, traits }) => ({ consent: context?.['consent'], traits }));
  return { setup, path, post, stated };
}

/** Values of the boxes that are checked. */
function readChecked(body: string): string[] {
  return [...body.matchAll(/name="on" value="([^"]+)" checked/g)].map(([, value]) => value ?? '');
}
const unchanged: [string, string][] = [
  ['on', 'email'],
  ['on', 'sms'],
  ['on', 'email/harvest'],
  ['on', 'email/offers'],
  ['frequency', 'all'],
  ['pause', ''],
  ['language', 'en'],
];

describe('the preference centre', () => {
  it('shows what holds now: stated, inherited by a topic from its purpose, pending, and only reachable channels', async () => {
    const { setup, path } = await open();
    const { status, body } = await setup.ask({ path });
    expect(status).toBe(200);
    expect(readChecked(body)).toEqual(['email', 'sms', 'email/harvest', 'email/offers']);
    expect(body).toContain('value="sms/offers"');
    expect(body).toMatch(/value="email:surveys"><span>Email <small>waits for your confirmation/);
    expect(body).not.toContain('push');
    expect(body).toContain('value="all" checked');
    expect(body).toContain('a•••@example.com');
    expect(body).not.toContain('anna@example.com');
    expect(body).not.toContain('+39333');
  });

  it('shows a no for the address before the profile has it', async () => {
    const { setup, path } = await open();
    await setup.ask({ method: 'POST', path: `/u/${await setup.seal(unsubscribeClaim)}` });
    expect(readChecked((await setup.ask({ path })).body)).toEqual(['sms']);
  });

  it('states nothing when nothing was changed', async () => {
    const { setup, post } = await open();
    const { status, body } = await post(...unchanged);
    expect(status).toBe(200);
    expect(body).toContain('Your preferences are saved.');
    expect(setup.events).toEqual([]);
  });

  it('states each change, and a no to the address at once', async () => {
    const { setup, post, stated } = await open();
    const { body } = await post(
      ['on', 'sms'],
      ['on', 'email/offers'],
      ['on', 'email:surveys'],
      ['frequency', 'weekly'],
      ['pause', '2026-12-24'],
      ['language', 'it'],
    );
    expect(stated()).toEqual([
      {
        consent: { email: 'denied', 'email/harvest': 'denied', 'email:surveys': 'granted' },
        traits: { contact_frequency: 'weekly', contact_pause_until: '2026-12-24', language: 'it' },
      },
    ]);
    expect(setup.events[0]?.context?.['consentSource']).toMatchObject({
      form: 'preferences',
      confirmed: true,
      ip: '192.0.2.7',
      wording: { id: 'preference-centre', version: expect.stringMatching(/^[0-9a-f]{12}$/), language: 'en' },
    });
    expect(await setup.readConsents()).toEqual({ email: 'denied', 'email/harvest': 'denied' });
    expect(readChecked(body)).toEqual(['sms', 'email:surveys']);
    expect(body).toContain('value="2026-12-24"');
  });

  it('counts a yes on another channel than that of the link as unconfirmed', async () => {
    const { setup, post, stated } = await open();
    await post(...unchanged, ['on', 'sms/offers'], ['on', 'sms:surveys'], ['on', 'email:surveys']);
    expect(stated().map(({ consent }) => consent)).toEqual([
      { 'email:surveys': 'granted' },
      { 'sms/offers': 'granted', 'sms:surveys': 'granted' },
    ]);
    const sources = setup.events.map(({ context }) => context?.['consentSource']);
    expect(sources).toEqual([
      expect.objectContaining({ confirmed: true }),
      expect.not.objectContaining({ confirmed: true }),
    ]);
  });

  it('ends every purpose on every channel by one button', async () => {
    const { setup, post, stated } = await open();
    const { body } = await post(['everything', '1'], ['on', 'email']);
    const keys = ['email:*', 'sms:*', 'push:*', 'whatsapp:*'];
    expect(stated()).toEqual([
      { consent: Object.fromEntries(keys.map((key) => [key, 'denied'])), traits: {} },
    ]);
    expect(await setup.readConsents()).toEqual({ 'email:*': 'denied' });
    expect(readChecked(body)).toEqual([]);
    expect(body).toContain('You are unsubscribed from everything.');
  });

  it('removes a pause, and ignores values that it did not offer', async () => {
    const paused = makeLinkProfile();
    const traits = { ...paused.traits, contact_pause_until: { value: '2027-01-01', at: 1 } };
    const { post, stated } = await open({ ...paused, traits });
    const others = unchanged.filter(([name]) => name === 'on');
    const odd = [
      ['frequency', 'hourly'],
      ['language', 'x'],
      ['on', 'email/<b>'],
    ] as [string, string][];
    await post(...others, ...odd, ['pause', '2027-01-01']);
    expect(stated()).toEqual([]);
    await post(...others, ['pause', '']);
    expect(stated()).toEqual([{ consent: undefined, traits: { contact_pause_until: null } }]);
  });

  it('still takes a no while profiles cannot be read', async () => {
    const { setup, path, stated } = await open();
    setup.profiles.load = () => Promise.reject(new Error('down'));
    const { status } = await setup.press(path, new URLSearchParams([['pause', '']]));
    expect(status).toBe(200);
    expect(stated()[0]?.consent).toMatchObject({ email: 'denied', 'email:surveys': 'denied' });
    expect((await setup.readConsents())['email']).toBe('denied');
  });

  it('speaks the language of the message, or the one that the reader chooses, with the texts of the policy', async () => {
    const { setup } = await open();
    const italian = `/p/${await setup.seal({ ...claim, locale: 'it' })}`;
    expect((await setup.ask({ path: italian })).body).toContain('Nuovi raccolti');
    const chosen = await setup.ask({ path: italian, query: new URLSearchParams('lang=en') });
    expect(chosen.body).toContain('New harvests');
    const plain = `/p/${await setup.seal(claim)}`;
    const accepted = await setup.ask({ path: plain, acceptLanguage: 'de-CH, it;q=0.8, en;q=0.5' });
    expect(accepted.body).toContain('Nuovi raccolti');
  });

  it('is closed when its link is too old, of another kind or changed', async () => {
    const { setup, path } = await open();
    const refuse = async (link: string) => (await setup.ask({ method: 'POST', path: link })).status;
    expect(await refuse(`/p/${await setup.seal(unsubscribeClaim)}`)).toBe(404);
    expect(await refuse(`${path}x`)).toBe(404);
    setup.clock.now += 91 * day;
    expect(await refuse(path)).toBe(410);
    expect(setup.events).toEqual([]);
  });

  it('escapes whatever documents and people wrote', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'&';
    const setup = await createLinkSetup();
    const texts = { en: { preferencesIntroduction: hostile } };
    const frequencies = [{ id: 'all', name: hostile }];
    const preferences = { brand: { name: hostile }, texts, frequencies };
    await publishLinkProgram(setup, { kind: 'policy', id: 'c', status: 'live', preferences });
    const profile = makeLinkProfile();
    await setup.profiles.save({
      ...profile,
      traits: {
        ...profile.traits,
        language: { value: hostile, at: 1 },
        contact_pause_until: { value: hostile, at: 1 },
      },
    });
    const { body } = await setup.ask({ path: `/p/${await setup.seal(claim)}` });
    expect(body).not.toContain('<img src=x');
    expect(body.split('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;').length).toBeGreaterThan(4);
  });
});

describe('a confirmation', () => {
  it('is stated by the button only, as of the moment of the request, and again with the same result', async () => {
    const { setup, stated } = await open();
    const path = `/c/${await setup.seal(confirmClaim)}`;
    expect((await setup.ask({ path })).body).toContain('Yes, subscribe me');
    expect(setup.events).toEqual([]);
    for (let round = 0; round < 2; round++) {
      const { status, body } = await setup.press(path, new URLSearchParams());
      expect([status, body.includes('Thank you')]).toEqual([200, true]);
    }
    expect(stated()[0]).toEqual({ consent: { 'email:surveys': 'granted' }, traits: undefined });
    expect(new Set(setup.events.map(({ id }) => id)).size).toBe(1);
    expect(setup.events[0]?.context?.['consentSource']).toMatchObject({
      form: 'confirmation',
      recordedBy: 'serve-preferences',
      ip: '192.0.2.7',
      confirmed: true,
      address: 'anna@example.com',
      requestedAt: new Date(confirmClaim.requestedAt).toISOString(),
    });
  });

  it('is refused after the time that its purpose gives, and changes nothing', async () => {
    const { setup } = await open();
    const path = `/c/${await setup.seal(confirmClaim)}`;
    setup.clock.now += 2 * day;
    expect((await setup.ask({ path })).status).toBe(200);
    setup.clock.now += 1;
    for (const method of ['GET', 'POST']) {
      const { status, body } = await setup.ask({ method, path });
      expect([status, body.includes('This link has expired')]).toEqual([410, true]);
    }
    expect(setup.events).toEqual([]);
  });
});

describe('every page', () => {
  it('runs nothing, is kept nowhere, and names its address to no other site', async () => {
    const { setup, path } = await open();
    for (const each of [
      path,
      `/u/${await setup.seal(unsubscribeClaim)}`,
      '/u/x',
      `/c/${await setup.seal(confirmClaim)}`,
    ]) {
      const { headers, body } = await setup.ask({ path: each });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(body).not.toMatch(/<script|style="|onclick/);
    }
  });
});
