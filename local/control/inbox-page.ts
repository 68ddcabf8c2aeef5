/** `GET /`: the inbox page, where every captured message can be read. */

import type { WireResponse } from '../gateway/wire.ts';

export async function showInbox(): Promise<WireResponse> {
  // Loaded when first asked for: the page is assembled with a bundler that tests never need.
  const { renderInbox } = await import('../inbox.ts');
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    // Another page must not lay its own buttons over these.
    'content-security-policy': "frame-ancestors 'none'",
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body: renderInbox() };
}
