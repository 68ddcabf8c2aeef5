/** The copy of an email that `{{ view_online_url }}` opens. Its reader may forward the link. */
import { expireAfter } from '../../engine/base/time-units.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { linkPaths, sampleToken } from '../links/link-claim.ts';
import { type MessageCopies, MessageCopyTooLargeError } from '../ports/message-copies.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { MessageUrls } from './message-links.ts';
import type { Rendering } from './render-message.ts';

interface CopyTools {
  readonly copies?: Pick<MessageCopies, 'keep'>;
  readonly timelineDays: number;
  readonly telemetry: Telemetry;
  now(): number;
}

/** Days for which the link works. */
const copyDays = 90;

/** Before the call of the provider, so that no message has a link to nothing. False: it is too large to be kept. */
export async function keepOnlineCopy(
  { id: messageId, profileId, template, isTest }: SendMessage,
  { fields: { html = '' }, urls }: Pick<Rendering<unknown>, 'fields' | 'urls'>,
  { copies, timelineDays, telemetry, now }: CopyTools,
): Promise<boolean> {
  if (urls.view === undefined || isTest === true || copies === undefined) return true;
  const expiresAt = expireAfter(now(), Math.min(copyDays, timelineDays));
  try {
    await copies.keep({ profileId, messageId, html: hidePersonalLinks(html, urls), expiresAt });
    return true;
  } catch (error) {
    if (!(error instanceof MessageCopyTooLargeError)) throw error;
    telemetry.error('Too large to be viewed online', error, { messageId, template });
    return false;
  }
}

/** Another reader must not act for this one: instead, personal links lead to the page that asks for an address. */
export function hidePersonalLinks(html: string, { view = '', ...personal }: MessageUrls): string {
  const entry = view.slice(0, view.lastIndexOf(`/${linkPaths.view}/`) + 1);
  return Object.values(personal).reduce((text, url) => {
    const token = url.slice(url.lastIndexOf('/') + 1);
    // Also where a filter changed the characters before the token.
    return text.replaceAll(url, entry).replaceAll(token, sampleToken);
  }, html);
}
