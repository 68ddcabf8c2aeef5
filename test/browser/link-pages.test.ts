/**
 * The public pages in a real browser without JavaScript: phone and desktop, four languages, the keyboard alone, and
 * axe's rules of WCAG 2.2 AA.
 */
import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LinkClaim } from '../../app/links/link-claim.ts';
import type { PurposeDocument, TopicDocument } from '../../engine/model/documents/purpose-document.ts';
import { findViolations, hasBrowser, launchBrowser, screenshots } from '../harness/browser.ts';
import { linkPolicy, makeLinkProfile, publishLinkProgram } from '../harness/link-program.ts';
import { createLinkSetup, type LinkSetup, unsubscribeClaim } from '../harness/link-server.ts';
import { type PageServer, startPages } from '../harness/page-server.ts';
import { pageTexts } from '../harness/page-texts.ts';

/** The texts of two more languages are the policy's. */
const builtIn = ['en', 'it'];
const policy = { ...linkPolicy, preferences: { ...linkPolicy.preferences, texts: pageTexts } };
if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });

const preferences = { ...unsubscribeClaim, kind: 'preferences' } as const;
const confirm = {
  ...unsubscribeClaim,
  kind: 'confirm',
  purpose: 'surveys',
  keys: ['email:surveys'],
  requestedAt: unsubscribeClaim.issuedAt * 1000,
} as const;

describe.skipIf(!hasBrowser)('the public pages in Chromium', () => {
  let browser: Browser;
  let setup: LinkSetup;
  let pages: PageServer;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    setup = await createLinkSetup();
    await setup.profiles.save(makeLinkProfile());
    pages = await startPages(setup);
    problems.length = 0;
  });
  afterEach(async () => {
    await context.close();
    await pages.close();
  });

  async function open(path: string, { width = 1280, locale = 'en', javaScript = false } = {}): Promise<void> {
    context = await browser.newContext({
      locale,
      viewport: { width, height: 900 },
      javaScriptEnabled: javaScript,
    });
    page = await context.newPage();
    page.on('console', (message) => {
      // A response of 404 or 410 is part of the page.
      if (!message.text().includes('the server responded with a status of')) problems.push(message.text());
    });
    await page.goto(pages.url + path);
  }

  /** Three purposes on two channels with topics, and links that end one topic. */
  async function publishTopics(): Promise<void> {
    const events: PurposeDocument = {
      kind: 'purpose',
      id: 'events',
      status: 'live',
      name: { en: 'Tastings and courses', it: 'Degustazioni e corsi' },
      description: {
        en: 'Invitations to our roastery in Lucerne, with places for twelve people.',
        it: 'Inviti alla nostra torrefazione di Lucerna, con posti per dodici persone.',
      },
    };
    const names = [
      ['barista', { en: 'Barista courses', it: 'Corsi per baristi' }],
      ['tastings', { en: 'Tastings on Saturday', it: 'Degustazioni del sabato' }],
    ] as const;
    const topics = names.map(
      ([id, name]): TopicDocument => ({ kind: 'topic', id, status: 'live', purpose: 'events', name }),
    );
    await publishLinkProgram(
      setup,
      { ...policy, unsubscribe: { scope: 'topic' } },
      { purposes: [events], topics },
    );
  }

  /** With the usual program, which a page of its own replaces. */
  const seal = async (path: string, claim: LinkClaim) => {
    await publishLinkProgram(setup, policy);
    return `/${path}/${await setup.seal(claim)}`;
  };
  const publish = async (path: string) => {
    await publishLinkProgram(setup, policy);
    return path;
  };
  const links = {
    unsubscribe: () => seal('u', unsubscribeClaim),
    preferences: () => seal('p', preferences),
    confirm: () => seal('c', confirm),
    topic: async () => {
      await publishTopics();
      return `/u/${await setup.seal({ ...unsubscribeClaim, topic: 'harvest' })}`;
    },
    purposes: async () => {
      await publishTopics();
      return `/p/${await setup.seal(preferences)}`;
    },
    sampleUnsubscribe: () => publish('/u/sample'),
    samplePreferences: () => publish('/p/sample'),
    sampleConfirm: () => publish('/c/sample'),
    sampleView: () => publish('/v/sample'),
    unknown: () => publish('/u/unknown'),
    entry: () => publish('/'),
  };
  const names = Object.keys(links) as (keyof typeof links)[];
  const forms: readonly string[] = ['unsubscribe', 'topic', 'purposes', 'confirm', 'entry'];
  const views = names.flatMap((name) =>
    [...builtIn, ...(forms.includes(name) ? ['de', 'ar'] : [])].map((locale) => [name, locale] as const),
  );

  it.each(views)(
    'shows %s in "%s", on a phone and on a desktop, without a finding of axe, an overflow or a blocked style',
    async (name, locale) => {
      // axe is a script; the page itself has none.
      await open(await links[name](), { width: 360, locale, javaScript: true });
      expect(await page.locator('html').getAttribute('lang')).toBe(locale);
      expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : null);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await findViolations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
        if (screenshots !== undefined) {
          await page.screenshot({ path: `${screenshots}/${name}-${width}-${locale}.png`, fullPage: true });
        }
      }
      expect(problems).toEqual([]);
    },
  );

  it.each([360, 1280])('unsubscribes without JavaScript by one button, %i px wide', async (width) => {
    await open(await links.unsubscribe(), { width });
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    expect(await page.getByRole('heading').innerText()).toBe('You are unsubscribed');
    expect(await setup.readConsents()).toEqual({ email: 'denied' });
    await page.getByRole('link', { name: 'Change your preferences' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Your preferences');
    expect(await page.getByLabel('Email', { exact: true }).first().isChecked()).toBe(false);
  });

  it('is used by the keyboard alone, without JavaScript', async () => {
    await open(await links.preferences(), { width: 360 });
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    // Email of the first purpose off, its SMS as it is, then the topics, to the frequencies.
    await press('Tab', 'Space', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'ArrowDown');
    await page.getByRole('button', { name: 'Save' }).focus();
    await press('Enter');
    expect(await page.getByRole('status').innerText()).toBe('Your preferences are saved.');
    expect(setup.events.map(({ context: stated, traits }) => [stated?.['consent'], traits])).toEqual([
      [{ email: 'denied' }, { contact_frequency: 'weekly' }],
    ]);
    if (screenshots !== undefined) {
      await page.screenshot({ path: `${screenshots}/saved-360-en.png`, fullPage: true });
    }
  });

  it('goes back from the result of each form, and loads it again', async () => {
    await open(await links.unsubscribe());
    const readTitle = () => page.getByRole('heading', { level: 1 }).innerText();
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('link', { name: 'Change your preferences' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.getByRole('status').innerText()).toBe('Your preferences are saved.');
    const { length } = setup.events;
    await page.reload();
    expect(await page.getByRole('status').innerText()).toBe('Your preferences are saved.');
    const titles: string[] = [];
    for (let step = 0; step < 2; step++) {
      await page.goBack();
      titles.push(await readTitle());
    }
    expect(titles).toEqual(['Your preferences', 'You are unsubscribed']);
    expect(setup.events).toHaveLength(length);
  });

  it('ends everything by one button, which needs no other step than giving does', async () => {
    await open(await links.preferences());
    await page.getByRole('button', { name: 'Unsubscribe from everything' }).click();
    expect(await page.getByRole('status').innerText()).toBe('You are unsubscribed from everything.');
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
    expect(await setup.readConsents()).toEqual({ 'email:*': 'denied' });
  });

  it('asks again, without JavaScript, for an address that is none', async () => {
    await publishLinkProgram(setup);
    await open('/');
    await page.getByLabel('Email address').fill('anna');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').innerText()).toContain('Enter an email address');
    await page.getByLabel('Email address').fill('else@example.com');
    await page.getByRole('button', { name: 'Send me the link' }).click();
    expect(await page.getByRole('heading').innerText()).toBe('Check your inbox');
  });

  it('ends one topic without JavaScript, and then the whole purpose', async () => {
    await open(await links.topic(), { width: 360 });
    await page.getByRole('button', { name: 'Stop only “New harvests”' }).click();
    expect(await setup.readConsents()).toEqual({ 'email/harvest': 'denied' });
    if (screenshots !== undefined) {
      await page.screenshot({ path: `${screenshots}/ended-360-en.png`, fullPage: true });
    }
    await page.getByRole('button', { name: 'Stop everything in “News and offers”' }).click();
    expect(await setup.readConsents()).toEqual({ email: 'denied', 'email/harvest': 'denied' });
  });

  it('confirms by the button, and keeps the language that the reader chooses', async () => {
    await open(await links.confirm());
    await page.getByRole('link', { name: 'Italiano' }).click();
    await page.getByRole('button', { name: 'Sì, confermo' }).click();
    expect(await page.getByRole('heading').innerText()).toBe('Grazie');
    expect(setup.events).toHaveLength(1);
  });
});
