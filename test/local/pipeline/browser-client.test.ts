/** Segment's browser SDK in Chromium against the HTTP API on the deployed bundles, from a page of another origin. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from '../../harness/browser.ts';
import { signUserToken } from '../../harness/user-tokens.ts';
import { listRejected, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

const sdk = join(
  dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/package.json')),
  'dist/umd',
);

/** The middleware that the guide gives to pages. */
const [plugin = ''] =
  /analytics\.addSourceMiddleware[\s\S]*?(?=\n```)/.exec(
    readFileSync(new URL('../../../docs/http-api.md', import.meta.url), 'utf8'),
  ) ?? [];

const makePage = (writeKey: string, cdnURL: string): string => `<!doctype html><title>Lucerna coffee</title>
<script src="/sdk/index.js"></script>
<script>
  const { AnalyticsBrowser } = window.AnalyticsNext ?? window;
  // The local cloud has no TLS.
  const local = { integrations: { 'Segment.io': { protocol: 'http' } } };
  window.client = AnalyticsBrowser.load({ writeKey: ${JSON.stringify(writeKey)}, cdnURL: ${JSON.stringify(cdnURL)} }, local);
</script>`;

describe.skipIf(!hasBrowser)('the browser SDK', () => {
  let session: Session;
  let browser: Browser;
  let server: Server;
  let writeKey: string;
  let keyId: string;

  beforeAll(async () => {
    session = await openSession();
    await session.publish(`
kind: trait
id: views
status: live
function: count
event: Product Viewed
`);
    const created = await session.ask<{ readonly id: string; readonly key: string }>(
      'write-keys',
      'create',
      'web',
      '--kind',
      'browser',
    );
    writeKey = created.key;
    keyId = created.id;
    await session.percorso('write-keys', 'user-ids', keyId, 'any');
    server = createServer(async ({ url = '/' }, response) => {
      if (!url.startsWith('/sdk/')) {
        response.setHeader('content-type', 'text/html');
        return response.end(makePage(writeKey, session.output('HttpApiUrl')));
      }
      response.setHeader('content-type', 'text/javascript');
      return response.end(await readFile(join(sdk, basename(url))));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    await session.close();
  });

  it('reads its settings from the stage, and what it sends is stored once, also after the bus was down', async () => {
    const page = await (await browser.newContext()).newPage();
    const responses: string[] = [];
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/v1/'))
        responses.push(`${pathname.replace(writeKey, 'KEY')} ${response.status()}`);
    });
    // The first call of the page meets a bus that is down, in all tries of the function.
    session.cloud.faults.add({
      ...{ operation: 'events:PutEvents', kind: 'failBefore', count: 2, function: 'ReceiveTouchpoints' },
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(`(async () => {
      await client.identify('clara', { email: 'clara@example.com' });
      await client.page('Home');
      for (const sku of ['C-1', 'C-2', 'C-3']) await client.track('Product Viewed', { sku });
      await client.group('lucerna', { plan: 'pro' });
    })()`);
    const isStored = () =>
      responses.filter((line) => line.startsWith('/v1/i') && line.endsWith(' 200')).length > 0;
    await expect.poll(isStored, { timeout: 60_000 }).toBe(true);
    expect(await session.settle()).toEqual({});

    expect([...hosts]).toEqual(['127.0.0.1']);
    expect(responses).toContain('/v1/projects/KEY/settings 200');
    expect(responses).toEqual(expect.arrayContaining(['/v1/t 200', '/v1/p 200', '/v1/g 200', '/v1/i 200']));
    expect(responses.filter((line) => line.endsWith(' 503'))).toHaveLength(1);
    const profile = await readProfile(session, 'userId:clara');
    expect(profile.computed['views']).toMatchObject({ count: 3 });
    expect(profile.traits['email']).toMatchObject({ value: 'clara@example.com' });
    const { items } = await readPerson(session, 'userId:clara');
    const names = items.flatMap((item) => (item.kind === 'entry' ? [item.entry.name] : [])).sort();
    expect(names).toEqual([
      'Group',
      'Home',
      'Identify',
      'Product Viewed',
      'Product Viewed',
      'Product Viewed',
    ]);
    expect(await listRejected(session)).toEqual([]);
  });

  it('states a user of a signed key with a token of the server, by the middleware of the guide; a forged one counts for no user', async () => {
    const signed = await session.ask<{ readonly privateKey: string }>(
      'write-keys',
      'user-ids',
      keyId,
      'signed',
    );
    await session.advance(60_000);
    const visit = async (userToken: string, userId: string, email: string): Promise<string> => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const stored: string[] = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (response.status() === 200 && /^\/v1\/[it]$/.test(pathname)) stored.push(pathname);
      });
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.evaluate(`(async () => {
        const [analytics, userToken] = [client, ${JSON.stringify(userToken)}];
        ${plugin}
        await client.identify(${JSON.stringify(userId)}, { email: ${JSON.stringify(email)} });
        await client.track('Product Viewed', { sku: 'C-9' });
      })()`);
      await expect.poll(() => stored.length, { timeout: 60_000 }).toBe(2);
      const anonymousId = await page.evaluate('client.instance.user().anonymousId()');
      await context.close();
      return String(anonymousId);
    };
    const exp = session.cloud.clock.now() / 1_000 + 600;
    await visit(signUserToken(signed.privateKey, { sub: 'dora', exp }), 'dora', 'dora@example.com');
    const visitor = await visit(
      signUserToken(signed.privateKey, { sub: 'dora', exp }),
      'clara',
      'mallory@example.com',
    );
    expect(await session.settle()).toEqual({});

    expect((await readProfile(session, 'userId:dora')).computed['views']).toMatchObject({ count: 1 });
    // As before: the visitor has neither changed Clara's profile nor become her.
    expect((await readProfile(session, 'userId:clara')).computed['views']).toMatchObject({ count: 3 });
    expect((await readProfile(session, 'userId:clara')).traits['email']).toMatchObject({
      value: 'clara@example.com',
    });
    const stranger = await readPerson(session, `anonymousId:${visitor}`);
    const traces = stranger.items.flatMap((item) => (item.kind === 'entry' ? item.entry.traces : []));
    expect(traces.filter(({ reason }) => reason === 'user_id_unsigned').map(({ note }) => note)).toEqual([
      'other_user',
      'other_user',
    ]);
    expect(JSON.stringify(stranger)).not.toContain('userToken');
  });
});
