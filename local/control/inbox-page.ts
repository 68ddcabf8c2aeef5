/** `GET /`: the inbox page, where every captured message can be read. */

import type { WireResponse } from '../gateway/wire.ts';

export async function showInbox(): Promise<WireResponse> {
  // Loaded when first asked for: the page is assembled with a bundler that tests never need.
  const { renderInbox } = await import('../inbox.ts');
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: renderInbox() };
}
