/** The inbox in a real browser: addresses, Back, search, tabs, phone width; and a page of another origin that tries to drive it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCloud } from '../../local/cloud.ts';
import type { Cloud } from '../../local/running-cloud.ts';
import type { SesService } from '../../local/services/ses/ses.ts';
import { findViolations, hasBrowser, launchBrowser, screenshots } from '../harness/browser.ts';
import { synthesizeChain } from '../local/fixtures/chain-stack.ts';

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320"><rect width="640" height="320" /></svg>';
const image = `data:image/svg+xml,${encodeURIComponent(picture)}`;
const rawPushes = [
  {
    notification: { title: 'On its way', body: 'The parcel left.', image },
    android: { notification: { click_action: 'PARCEL' } },
    data: { 'percorso-message': 'm1', url: 'lucerna://orders/1' },
  },
  { notification: { title: 'Broken image', image: 'https://lucerna.example/gone.png' } },
  { notification: { title: 'Odd image', image: 'javascript:alert(1)' } },
].map((message) => JSON.stringify({ fcmV1Message: { message } }));

/** As long as a token of APNs. */
const token = 'ab'.repeat(32);

describe.skipIf(!hasBrowser)('the inbox in Chromium', () => {
  let cloud: Cloud;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    cloud = await startCloud({
      ...synthesizeChain(),
      port: 0,
      seed: 9,
      repeats: 0,
      onReport: () => undefined,
    });
    const ses = cloud.services.get('ses') as SesService;
    ses.identities.verify('example.com');
    const call = (service: string, operation: string, input: Record<string, unknown>) =>
      cloud.services
        .get(service)
        ?.handle({ service, operation, input, principal: { kind: 'operator' }, requestId: 'r' });
    for (const name of ['anna', 'bruno']) {
      await call('ses', 'SendEmail', {
        FromEmailAddress: 'Shop <hello@example.com>',
        Destination: { ToAddresses: [`${name}@example.com`] },
        EmailTags: [{ Name: 'percorso-origin', Value: name === 'anna' ? 'rule_welcome' : 'rule_order' }],
        Content: {
          Simple: {
            Subject: { Data: `Hello ${name}` },
            Body: { Html: { Data: '<p>Hi</p><a href="https://example.com/a">A</a>' }, Text: { Data: 'Hi' } },
          },
        },
      });
    }
    await call('sms-voice', 'SendTextMessage', {
      DestinationPhoneNumber: '+390612345678',
      OriginationIdentity: 'SHOP',
      MessageBody: 'Ciao',
    });
    for (const RawContent of rawPushes)
      await call('mobiletargeting', 'SendMessages', {
        ApplicationId: '0123456789abcdef0123456789abcdef',
        MessageRequest: {
          Addresses: { [token]: { ChannelType: 'GCM' } },
          MessageConfiguration: { GCMMessage: { RawContent } },
        },
      });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await cloud.stop();
  });
  afterEach(() => page.close());

  async function open(width: number, hash = ''): Promise<void> {
    page = await browser.newPage({ viewport: { width, height: 800 } });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${cloud.endpoint}/${hash}`);
    await page.waitForSelector('.row');
  }
  const titles = () => page.locator('.reader h2').allInnerTexts();

  it.each([1280, 390])(
    'gives each message an address that Back and reloading follow, %i px wide',
    async (width) => {
      await open(width);
      await page.getByText('Hello anna').first().click();
      await page.waitForSelector('.reader h2');
      expect(await titles()).toEqual(['Hello anna']);
      expect(page.url()).toContain('#message/');
      await page.reload();
      await page.waitForSelector('.reader h2');
      expect(await titles()).toEqual(['Hello anna']);
      await page.goBack();
      await page.waitForSelector('.reader .empty', { state: width > 860 ? 'visible' : 'attached' });
      expect(await page.locator('.row').first().isVisible()).toBe(true);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(problems).toEqual([]);
    },
  );

  it('finds what a tag says, and shows no headers for an SMS', async () => {
    await open(1280);
    await page.fill('#search', 'rule:welcome');
    await page.waitForFunction("document.querySelectorAll('.row').length === 1");
    expect(await page.locator('.row').innerText()).toContain('Hello anna');
    await page.fill('#search', 'ciao');
    await page.locator('.row').click();
    await page.getByRole('tab', { name: 'Phone' }).waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Phone', 'Tags', 'Raw']);
  });

  it.each([360, 1280])(
    'has no finding of axe in the list and in each part of each message, %i px wide',
    async (width) => {
      const found: unknown[] = [];
      const check = async (place: string) => {
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        for (const violation of await findViolations(page)) found.push([place, violation]);
        if (Number(overflow) > 0) found.push([place, 'overflow', overflow]);
        if (screenshots !== undefined)
          await page.screenshot({ path: `${screenshots}/inbox-${width}-${place}.png` });
      };
      await open(width);
      await page.evaluate(
        "for (let i = 0; i < 3; i++) document.querySelector('.segments').append(document.querySelector('.segments button').cloneNode(true))",
      );
      await check('list');
      for (const name of ['Hello anna', 'Ciao', 'On its way']) {
        await page.getByText(name).first().click();
        const tabs = await page.getByRole('tab').all();
        for (const tab of width > 860 ? tabs.slice(0, 1) : tabs) {
          await tab.click();
          await check(`${name}, ${await tab.innerText()}`);
        }
        await page.goBack();
      }
      expect(found).toEqual([]);
      expect(problems).toEqual([]);
    },
  );

  it('shows the source of an email, and the device and payload of a push', async () => {
    await open(1280);
    await page.getByText('Hello anna').first().click();
    await page.getByRole('tab', { name: 'Source' }).click();
    await page.getByText('Subject: Hello anna').waitFor();
    await page.getByText('On its way').first().click();
    await page.getByRole('tab', { name: 'Payload' }).click();
    const facts = await page.getByRole('table').innerText();
    expect(facts.replace(/\s+/g, ' ')).toContain(`Device ${token} Platform Android (FCM)`);
    expect(await page.locator('.reader pre').innerText()).toContain('"percorso-message": "m1"');
  });

  it.each([360, 1280])('draws a push with its image, deep link and category, %i px wide', async (width) => {
    await open(width);
    await page.getByText('On its way').first().click();
    const drawn = page.getByRole('img', { name: 'Image of the push' });
    await drawn.waitFor();
    expect(await drawn.evaluate('document.querySelector(".card img").naturalWidth')).toBe(640);
    expect((await drawn.boundingBox())?.height).toBeGreaterThan(80);
    const text = await page.locator('.card').innerText();
    expect(text).toMatch(/The parcel left\.\s+Opens lucerna:\/\/orders\/1\s+Category PARCEL/);
    if (screenshots !== undefined) await page.screenshot({ path: `${screenshots}/push-${width}.png` });
  });

  it('names the address of an image of a push that cannot be loaded, or that no phone loads', async () => {
    await open(1280);
    await page.route('https://lucerna.example/**', (route) => route.abort());
    await page.getByText('Broken image').first().click();
    await page.getByText('Image not shown: https://lucerna.example/gone.png').waitFor();
    await page.getByText('Odd image').first().click();
    await page.getByText('Image not shown: javascript:alert(1)').waitFor();
    expect(problems).toEqual([]);
  });

  it('opens a link of an email in a page of its own', async () => {
    await open(1280);
    await page.context().route('https://example.com/**', (route) => route.fulfill({ body: 'there' }));
    await page.getByText('Hello anna').first().click();
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.frameLocator('iframe').getByText('A', { exact: true }).click(),
    ]);
    await popup.waitForURL('https://example.com/a');
    expect(await titles()).toEqual(['Hello anna']);
  });

  it('says so when the message of an address is gone', async () => {
    await open(1280, '#message/none');
    await page.getByText('This message is not here').waitFor();
  });

  it('cannot be driven by a page of another origin', async () => {
    const before = cloud.clock.now();
    const attack = `<iframe name="hidden"></iframe><img src="${cloud.endpoint}/_local/reset">
      <form method="post" enctype="text/plain" target="hidden" action="${cloud.endpoint}/_local/clock"><input name='{"advance":"P9D","x":"' value='"}'></form>
      <script>
        document.forms[0].submit();
        const send = (path, more) => fetch('${cloud.endpoint}' + path, { method: 'POST', mode: 'no-cors', body: '{"advance":"P9D"}', ...more }).then(() => 'sent', () => 'failed');
        const all = [send('/_local/clock'), send('/_local/clock', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }), send('/_local/reset', { body: undefined }), send('/_local/clock', { referrerPolicy: 'no-referrer' })];
        Promise.all(all).then((done) => { document.title = done.join(); });
      </script>`;
    const other: Server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(attack),
    );
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    // The browser lets the requests out; the local cloud refuses them.
    await page.waitForFunction("document.title === 'sent,sent,sent,sent'");
    expect(cloud.clock.now() - before).toBeLessThan(86_400_000);
    expect(cloud.messages()).toHaveLength(6);
    other.close();
    other.closeAllConnections();
  });
});
