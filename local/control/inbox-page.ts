/** `GET /`: the inbox page, which shows every captured message. */

import type { WireResponse } from '../gateway/wire.ts';

export async function showInbox(): Promise<WireResponse> {
  // Loaded on demand: the page is assembled with a bundler that tests never need.
  const { renderInbox } = await import('../inbox.ts');
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    // Another page must not place its own buttons over the inbox's (clickjacking).
    'content-security-policy': "frame-ancestors 'none'",
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body: renderInbox() };
}
