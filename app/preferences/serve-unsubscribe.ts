/** `/u/<token>`: GET shows a page with a button, POST unsubscribes. */
import { formatLink, type UnsubscribeClaim } from '../links/link-claim.ts';
import { openLink, sealLink } from '../links/seal-link.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { LinkRequest } from './link-request.ts';
import { answerPage } from './pages/page.ts';
import { askUnsubscribe, showNotFound, showUnknown, showUnsubscribed } from './pages/unsubscribe-pages.ts';
import { type UnsubscribePorts, unsubscribe } from './unsubscribe.ts';
import type { WebResponse } from './web.ts';

export interface ServeUnsubscribePorts extends UnsubscribePorts {
  readonly keys: LinkKeys;
}

export async function serveUnsubscribe(
  link: LinkRequest,
  ports: ServeUnsubscribePorts,
): Promise<WebResponse> {
  return link.request.method === 'POST' ? post(link, ports) : show(link, ports);
}

async function show({ token, page }: LinkRequest, { keys }: ServeUnsubscribePorts): Promise<WebResponse> {
  const claim = await openLink(token, keys, 'unsubscribe');
  const context = await page(claim?.locale);
  if (claim === undefined) return answerPage(context, showNotFound(context), 404);
  return answerPage(context, askUnsubscribe(context, claim.address));
}

/** The body of the request has no meaning: providers post a form, a multipart form, or nothing. */
async function post(
  { request, token, program, telemetry, now, page }: LinkRequest,
  ports: ServeUnsubscribePorts,
): Promise<WebResponse> {
  const asked = { token, ip: request.ip, at: now };
  const result = await unsubscribe(asked, ports, program.policy, telemetry);
  if (result.kind === 'unknown') {
    const context = await page(undefined);
    return answerPage(context, showUnknown(context));
  }
  const context = await page(result.claim.locale);
  const path = await makePreferencesPath(result.claim, ports.keys, now);
  return answerPage(context, showUnsubscribed(context, result.claim.address, path));
}

/** Relative to this page. Undefined when the key cannot be read: the page then has no such link. */
async function makePreferencesPath(
  { messageId: _message, topic: _topic, ...claim }: UnsubscribeClaim,
  keys: LinkKeys,
  now: number,
): Promise<string | undefined> {
  try {
    const preferences = { ...claim, kind: 'preferences', issuedAt: Math.floor(now / 1000) } as const;
    return formatLink('..', 'preferences', sealLink(preferences, await keys.current()));
  } catch {
    return undefined;
  }
}
