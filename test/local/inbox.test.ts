/** The inbox page loads nothing from elsewhere, and no message can run code in it. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { renderInbox } from '../../local/inbox.ts';

const page = renderInbox();
const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');

it('runs its own script only, by hash', () => {
  expect(scripts).toHaveLength(1);
  const hash = createHash('sha256')
    .update(scripts[0] ?? '')
    .digest('base64');
  expect(policy).toContain(`script-src 'sha256-${hash}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("'unsafe-eval'");
});

it('loads nothing from anywhere but the local cloud', () => {
  expect(policy).toContain("connect-src 'self'");
  expect(page).not.toMatch(/<link[^>]+href="http|<script[^>]+src=|@import|url\(/);
});

it('shows an email in a frame that can neither run scripts nor reach the page', () => {
  const sandbox = /sandbox:"([^"]*)"/.exec(scripts[0] ?? '')?.[1];
  expect(sandbox).toBeDefined();
  expect(sandbox).not.toMatch(/allow-scripts|allow-same-origin|allow-forms|allow-top-navigation/);
  expect(scripts[0]).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write/);
});

it('says that the cost of an SMS is that of the United States', () => {
  expect(page).toContain('SMS parts (at the US price)');
});
