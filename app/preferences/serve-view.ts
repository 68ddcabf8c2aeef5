/** `/v/<token>`: shows an email in a browser, as it was sent. */
import { openLink } from '../links/seal-link.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { MessageCopies } from '../ports/message-copies.ts';
import type { LinkRequest } from './link-request.ts';
import { showExpired } from './pages/confirm-pages.ts';
import { answerPage, privateHeaders } from './pages/page.ts';
import { showNotFound } from './pages/unsubscribe-pages.ts';
import type { WebResponse } from './web.ts';

export interface ServeViewPorts {
  readonly keys: Pick<LinkKeys, 'find'>;
  readonly copies: Pick<MessageCopies, 'find'>;
}

export async function serveView(
  { token, now, page }: LinkRequest,
  { keys, copies }: ServeViewPorts,
): Promise<WebResponse> {
  const claim = await openLink(token, keys, 'view');
  if (claim === undefined) {
    const context = await page(undefined);
    return answerPage(context, showNotFound(context), 404);
  }
  const { profileId, messageId = '', locale } = claim;
  const copy = await copies.find(profileId, messageId, now);
  if (copy !== undefined) return { status: 200, headers: viewHeaders, body: copy.html };
  const context = await page(locale);
  return answerPage(context, showExpired(context, 'expiredViewText'), 410);
}

/**
 * The content is an author's, and values of a person are in it: nothing in it runs, posts a form or reads the pages of
 * this domain. Its links work.
 */
const policy = [
  "default-src 'none'",
  'img-src https: data:',
  "style-src 'unsafe-inline' https:",
  'font-src https: data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
];

const viewHeaders: Readonly<Record<string, string>> = {
  ...privateHeaders,
  'content-security-policy': policy.join('; '),
};
