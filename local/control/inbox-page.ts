/** `GET /`: the inbox page, where every captured message can be read. */

import { existsSync } from 'node:fs';
import type { Cloud } from '../cloud.ts';
import { answerJson, type WireResponse } from '../gateway/wire.ts';

export async function showInbox(cloud: Cloud): Promise<WireResponse> {
  const url = new URL('../inbox.ts', import.meta.url);
  if (!existsSync(url))
    return answerJson({ message: 'There is no inbox page.', messages: '/_local/messages' }, 404);
  const module = (await import(url.href)) as { renderInbox?: (messages: unknown) => string };
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: module.renderInbox?.(cloud.messages()) ?? '',
  };
}
