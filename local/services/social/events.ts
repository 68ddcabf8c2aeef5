/**
 * The events of End User Messaging Social as AWS documents them (user guide, "Message and event format", read 2026-11-28):
 * AWS's header, and in it the webhook of Meta as JSON text.
 */
import type { CloudContext } from '../../service.ts';

export type Place = Pick<CloudContext, 'region' | 'accountId' | 'newId'> & {
  /** Of the number that sent, or that the person wrote to. */
  readonly numberArn: string;
};

export interface StatusError {
  readonly code: number;
  readonly title: string;
}

export interface Status {
  /** AWS's id of the message. */
  readonly id: string;
  readonly to: string;
  readonly callback: string | undefined;
  readonly status: string;
  readonly error?: StatusError | undefined;
  readonly at: number;
}

/** A message that a person sends. */
export interface Inbound {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  /** AWS's id of our message that it answers. */
  readonly inReplyTo: string | undefined;
  /** Meta's fields for what is no text: `{ type: 'button', button: { text } }`. */
  readonly message: object;
  readonly at: number;
}

const wabaId = '365731266123456';

export function makeStatusEvent({ id, to, callback, status, error, at }: Status, place: Place): string {
  const value = {
    statuses: [
      {
        id: nameMessage(id),
        status,
        timestamp: formatSeconds(at),
        recipient_id: to.slice(1),
        ...(callback !== undefined && { biz_opaque_callback_data: callback }),
        ...(error !== undefined && { errors: [{ ...error, message: error.title }] }),
      },
    ],
  };
  return wrap(value, id, at, place);
}

export function makeMessageEvent({ id, from, text, inReplyTo, message, at }: Inbound, place: Place): string {
  const person = from.slice(1);
  const value = {
    contacts: [{ profile: { name: 'Local' }, wa_id: person }],
    messages: [
      {
        ...(inReplyTo !== undefined && { context: { id: nameMessage(inReplyTo) } }),
        ...{
          from: person,
          id: nameMessage(id),
          timestamp: formatSeconds(at),
          type: 'text',
          text: { body: text },
        },
        ...message,
      },
    ],
  };
  return wrap(value, id, at, place);
}

function wrap(value: object, messageId: string, at: number, { region, accountId, numberArn }: Place): string {
  const phoneNumberId = nameNumber(numberArn);
  const metadata = { display_phone_number: '12065550100', phone_number_id: phoneNumberId };
  const arn = `arn:aws:social-messaging:${region}:${accountId}`;
  const change = { value: { messaging_product: 'whatsapp', metadata, ...value }, field: 'messages' };
  return JSON.stringify({
    context: {
      MetaWabaIds: [{ wabaId, arn: `${arn}:waba/fb2594b8a7974770b128a409e2example` }],
      MetaPhoneNumberIds: [{ metaPhoneNumberId: phoneNumberId, arn: numberArn }],
    },
    whatsAppWebhookEntry: JSON.stringify({ id: wabaId, changes: [change] }),
    aws_account_id: accountId,
    // AWS writes nanoseconds.
    message_timestamp: new Date(at).toISOString().replace('Z', '000000Z'),
    messageId,
  });
}

/** Meta's id of a number. */
function nameNumber(arn: string): string {
  return String(Array.from(arn).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e14, 1e14));
}

/** Meta's id of a message. */
function nameMessage(id: string): string {
  return `wamid.${Buffer.from(id).toString('base64')}`;
}

function formatSeconds(at: number): string {
  return String(Math.floor(at / 1000));
}
