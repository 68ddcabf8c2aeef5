/**
 * `/<code>`: leads to where the link of a message leads. It needs one read; that the click is recorded is not certain,
 * and never necessary for the redirect.
 */
import type { ProviderEvent, Queues } from '../ports/queues.ts';
import { type ShortLink, type ShortLinks, shortCodeAlphabet, shortCodeLength } from '../ports/short-links.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { showExpired } from './pages/confirm-pages.ts';
import { answerPage, type PageContext } from './pages/page.ts';
import type { WebRequest, WebResponse } from './web.ts';

export interface ServeShortLinkPorts {
  readonly shortLinks: Pick<ShortLinks, 'find'>;
  /** The queue of reports. */
  readonly queues: Pick<Queues, 'send'>;
}

interface ShortLinkRequest {
  readonly request: WebRequest;
  readonly telemetry: Telemetry;
  /** Epoch ms. */
  readonly now: number;
  page(ofMessage: string | undefined): Promise<PageContext>;
}

const path = new RegExp(`^/([${shortCodeAlphabet}]{${shortCodeLength}})$`);

/** Undefined: it is the path of no short link. */
export function readShortCode(request: WebRequest): string | undefined {
  return path.exec(request.path)?.[1];
}

export async function serveShortLink(
  code: string,
  { request, telemetry, now, page }: ShortLinkRequest,
  { shortLinks, queues }: ServeShortLinkPorts,
): Promise<WebResponse> {
  const link = await shortLinks.find(code, now);
  const target = URL.parse(link?.url ?? '');
  if (link === undefined || target === null) {
    const context = await page(undefined);
    return answerPage(context, showExpired(context, 'expiredLinkText'), 404);
  }
  if (isClick(request) && link.isSilent !== true) {
    const isAccepted = await queues.send('feedback', [reportClick(link, request, now)]).then(
      (refused) => refused.length === 0,
      (error: unknown) => {
        telemetry.error('A click is not recorded', error, { messageId: link.messageId });
        return false;
      },
    );
    telemetry.count(isAccepted ? 'LinksClicked' : 'ClicksLost');
  }
  return { status: 302, headers: { location: target.href, ...redirectHeaders }, body: '' };
}

/** A later click is counted, too. The address with its code goes to no other site. */
export const redirectHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'strict-transport-security': 'max-age=31536000',
};

/** A program that checks the link, or a browser that loads it in advance, does not click. */
function isClick({ method, isPrefetch }: WebRequest): boolean {
  return method === 'GET' && isPrefetch !== true;
}

/** In the form in which services of AWS report (app/feedback/read-link-click.ts). */
function reportClick(
  { url: link, profileId, messageId, channel, template, origin, madeAt }: ShortLink,
  { userAgent = '', ip = '' }: WebRequest,
  now: number,
): ProviderEvent {
  const message = { profileId, messageId, channel, template, origin, madeAt };
  return {
    kind: 'ProviderEvent',
    event: {
      source: 'percorso.links',
      time: new Date(now).toISOString(),
      detail: { ...message, link, userAgent, ipAddress: ip },
    },
  };
}
