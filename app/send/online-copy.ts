/** The copy of an email that `{{ view_online_url }}` opens. Its reader may forward the link. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
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
  /** The sender of the stage, for a message without one of its own. */
  readonly defaultFrom?: string | undefined;
  readonly telemetry: Telemetry;
  now(): number;
}

/** Days for which the link works. */
const copyDays = 90;

/** Before the call of the provider, so that no message has a link to nothing. False: it is too large to be kept. */
export async function keepOnlineCopy(
  { id: messageId, profileId, template, isTest, from: ownFrom }: SendMessage,
  { fields: { html = '', subject = '' }, urls }: Pick<Rendering<unknown>, 'fields' | 'urls'>,
  { copies, timelineDays, defaultFrom, telemetry, now }: CopyTools,
): Promise<boolean> {
  if (urls.view === undefined || isTest === true || copies === undefined) return true;
  const expiresAt = expireAfter(now(), Math.min(copyDays, timelineDays));
  try {
    const headers = omitAbsent({ subject, from: ownFrom ?? defaultFrom });
    await copies.keep({ profileId, messageId, html: hidePersonalLinks(html, urls), ...headers, expiresAt });
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
    const plain = text.replaceAll(url, entry).replaceAll(token, sampleToken);
    return listEncoded(token).reduce((copy, encoded) => copy.replaceAll(encoded, ''), plain);
  }, html);
}

/** The characters of Base64 that come from the token alone, by what may be before it. */
function listEncoded(token: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.from('x'.repeat(before) + token);
    const own = before === 0 ? 0 : before + 1;
    return bytes.toString('base64').slice(own, Math.floor((bytes.length * 4) / 3));
  });
}
