/** Converts rendered fields into the form of each channel's provider. */

import type { MailingList, RenderedEmail, RenderedPush, RenderedSms } from '../../app/ports/providers.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { findDangerousScheme } from '../../engine/messages/dangerous-link.ts';

export function shapeEmail(
  { from, replyTo, subject = '', html = '', text = '' }: RenderedFields,
  list?: MailingList,
): RenderedEmail {
  return omitAbsent<RenderedEmail>({ from, replyTo, subject, html, text, list });
}

export function shapeSms({ body = '' }: RenderedFields): RenderedSms {
  return { body };
}

export function shapePush(fields: RenderedFields): RenderedPush {
  const { title = '', body = '', url = '' } = fields;
  const data = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('data.') ? [[name.slice('data.'.length), value] as const] : [],
  );
  // A link with a missing variable is no link; nor is one that a trait turned into code.
  const isLink = url.trim() !== '' && findDangerousScheme(url) === undefined;
  return {
    title,
    body,
    ...omitAbsent({ url: isLink ? url.trim() : undefined }),
    data: Object.fromEntries(data),
  };
}
