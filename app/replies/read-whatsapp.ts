/** Reads what people write to the WhatsApp number of the stage, and Meta's ids of our messages, which replies name. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { type MessageOwner, readOwner } from '../../engine/channels/whatsapp-callback.ts';
import { type RawEvent, readObject, readTag } from '../feedback/provider-report.ts';
import { readList, readSeconds, readWhatsAppValues } from '../feedback/read-whatsapp-report.ts';
import type { Reply } from './reply.ts';

export interface WhatsAppInbound {
  readonly replies: readonly Reply[];
  readonly sent: readonly { readonly providerId: string; readonly owner: MessageOwner }[];
}

/**
 * Other numbers of the account belong to other stages. `phoneNumber`: id or ARN, as in End User Messaging Social.
 */
export function readWhatsAppInbound(event: RawEvent, phoneNumber: string): WhatsAppInbound {
  const values = readWhatsAppValues(event).filter((value) => isOwnNumber(event, value, phoneNumber));
  return {
    replies: values.flatMap((value) =>
      readList(value['messages']).flatMap((message) => readMessage(message, value) ?? []),
    ),
    sent: values.flatMap((value) => readList(value['statuses']).flatMap((status) => readSent(status) ?? [])),
  };
}

function isOwnNumber(event: RawEvent, { metadata }: RawEvent, phoneNumber: string): boolean {
  const ownId = phoneNumber.replace(/^.*phone-number-id[-/]/, '');
  const { phone_number_id: metaId } = readObject(metadata);
  const numbers = readList(readObject(event['context'])['MetaPhoneNumberIds']);
  const concerned =
    numbers.length === 1 ? numbers : numbers.filter((each) => each['metaPhoneNumberId'] === metaId);
  return concerned.some(({ arn }) => String(arn).endsWith(`/${ownId}`));
}

/** Types of Meta that are no message of a person to us: `system` is a changed number, for example. */
const ignoredTypes = ['reaction', 'system', 'unsupported', 'unknown'];

function readMessage(message: RawEvent, { metadata }: RawEvent): Reply | undefined {
  const [id, from, type] = ['id', 'from', 'type'].map((name) => readTag(message, name));
  const at = readSeconds(message['timestamp']);
  if (id === undefined || from === undefined || type === undefined || at === undefined) return undefined;
  if (ignoredTypes.includes(type)) return undefined;
  const text = readText(type, message);
  const isWritten = type === 'text' || type === 'button' || type === 'interactive';
  return {
    id,
    channel: 'whatsapp',
    from: withPlus(from),
    to: withPlus(readTag(readObject(metadata), 'display_phone_number') ?? ''),
    text,
    at,
    ...omitAbsent({
      inReplyTo: readTag(readObject(message['context']), 'id'),
      media: isWritten ? undefined : type,
    }),
  };
}

/** The title of a button or of an entry in a list, and the caption of an image; empty for media without one. */
function readText(type: string, message: RawEvent): string {
  const content = readObject(message[type]);
  const chosen =
    type === 'interactive' ? readObject(content['button_reply'] ?? content['list_reply']) : content;
  const [body, text, title, caption] = ['body', 'text', 'title', 'caption'].map((name) =>
    readTag(chosen, name),
  );
  return body ?? text ?? title ?? caption ?? '';
}

function readSent(status: RawEvent): WhatsAppInbound['sent'][number] | undefined {
  const owner = status['status'] === 'sent' ? readOwner(status['biz_opaque_callback_data']) : undefined;
  const providerId = readTag(status, 'id');
  return owner === undefined || providerId === undefined ? undefined : { providerId, owner };
}

/** Meta writes numbers without it, and those that it displays with spaces at times. */
function withPlus(number: string): string {
  return `+${number.replace(/\D/g, '')}`;
}
