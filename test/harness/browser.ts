/** Chromium and axe, for the tests that look at pages. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../cli/preview/find-chromium.ts';

export const chromiumPath = findChromium(process.env);
if (chromiumPath === undefined)
  console.warn('Skipped: no Chromium. To do: apt-get install chromium-headless-shell.');
export const hasBrowser = chromiumPath !== undefined;

/** A folder for screenshots; none are taken without it. */
export const screenshots = process.env['SCREENSHOTS'];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const run = `axe.run(${JSON.stringify({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // What passes is not described: that is half of the work.
  resultTypes: ['violations'],
  iframes: false,
})})`;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** By the protocol of the browser: `evaluate` would parse the script here too, and send back all that axe is. */
async function loadAxe(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: `${axe};0` });
  await session.detach();
}

/** By the rules of WCAG 2.2 AA, of the page without its frames: `<rule>: <element>`. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  if ((await page.evaluate('typeof globalThis.axe')) === 'undefined') await loadAxe(page);
  const { violations } = (await page.evaluate(run)) as AxeResult;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
