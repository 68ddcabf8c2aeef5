/** Converts rendered fields into the form of each channel's provider. */

import type { MailingList, RenderedEmail, RenderedSms } from '../../app/ports/providers.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';

export function shapeEmail(
  { from, replyTo, subject = '', html = '', text = '' }: RenderedFields,
  list?: MailingList,
): RenderedEmail {
  return omitAbsent<RenderedEmail>({ from, replyTo, subject, html, text, list });
}

export function shapeSms({ body = '' }: RenderedFields): RenderedSms {
  return { body };
}
