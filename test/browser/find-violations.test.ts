/** That axe looks at all: a check of pages that never finds anything would pass. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations, hasBrowser, launchBrowser } from '../harness/browser.ts';

describe.skipIf(!hasBrowser)('axe', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('finds what is wrong on a page, also on one that it has looked at before', async () => {
    const page = await browser.newPage();
    await page.setContent(
      '<html lang="en"><title>A</title><main><h1>A</h1><img id="bare" src="data:,"></main></html>',
    );
    const found = ['image-alt: <img id="bare" src="data:,">'];
    expect(await findViolations(page)).toEqual(found);
    expect(await findViolations(page)).toEqual(found);
    await page.evaluate("document.querySelector('img').alt = 'A'");
    expect(await findViolations(page)).toEqual([]);
    await page.close();
  });
});
