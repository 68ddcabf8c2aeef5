/** Formats the content of a message as the person would get it. */
import { shapeWhatsApp } from '../../adapters/content/whatsapp-content.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { measurePush } from '../../app/publish/push-size.ts';
import { findSmsRefusal, type SmsRefusal } from '../../app/simulate/find-sms-refusal.ts';
import type { TemplatePreview } from '../../app/simulate/preview-template.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { countSmsParts } from '../../engine/channels/count-sms-parts.ts';
import { billSms } from '../../engine/channels/sms-prices.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { SmsPolicy } from '../../engine/model/documents/policy-document.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { TemplateHeader } from '../../engine/model/program-snapshot.ts';
import { describeSms, describeSmsRefusal } from './describe-sms.ts';

export interface SmsBilling {
  /** The person's number. */
  readonly phone?: string;
  readonly policy?: SmsPolicy;
}

export function formatPreview(
  header: TemplateHeader,
  { message, fields }: Extract<TemplatePreview, { outcome: 'rendered' }>,
  billing: SmsBilling = {},
): { readonly json: object; readonly lines: readonly string[] } {
  const { id, revision, channel } = header;
  // The class of the preview's message is another one, so that the contact policy does not hold it.
  const sms = channel === 'sms' ? measureSms(fields, header, billing) : undefined;
  return {
    json: {
      template: id,
      revision,
      channel,
      ...pickMeta(message),
      rendered: fields,
      ...omitAbsent({
        payloads: channel === 'push' ? listPayloads(fields, message) : undefined,
        sms,
      }),
    },
    lines: [...describeMeta(message), ...describeContent(channel, fields, message, billing, sms?.refusal)],
  };
}

function pickMeta({ locale, language, timeZone }: SendMessage): object {
  return { locale: locale ?? null, language: language ?? null, timeZone: timeZone ?? null };
}

function describeMeta({ locale, language, timeZone }: SendMessage): string[] {
  return [
    `Content: ${locale ?? 'default'}`,
    ...(timeZone === undefined ? [] : [`Dates and money: ${language ?? 'en-US'}, ${timeZone}`]),
  ];
}

function describeContent(
  channel: Channel,
  fields: RenderedFields,
  message: SendMessage,
  { phone, policy }: SmsBilling,
  refusal: SmsRefusal | undefined,
): string[] {
  switch (channel) {
    case 'email': {
      const { from, replyTo, subject = '', text = '' } = fields;
      return [
        ...(from === undefined ? [] : [`From: ${from}`]),
        ...(replyTo === undefined ? [] : [`Reply-To: ${replyTo}`]),
        `Subject: ${subject}`,
        '',
        ...text.split('\n'),
        '',
      ];
    }
    case 'sms': {
      const { body = '' } = fields;
      return [
        ...body.split('\n'),
        '',
        ...describeSms(body, phone, policy?.prices),
        ...(refusal === undefined ? [] : [describeSmsRefusal(refusal, countSmsParts(body).parts, policy)]),
      ];
    }
    case 'push':
      return describePush(fields, message);
    case 'whatsapp':
      return JSON.stringify(shapeWhatsApp(fields), null, 2).split('\n');
  }
}

/** What it is billed by, and why it would not be sent. */
function measureSms({ body = '' }: RenderedFields, header: TemplateHeader, { phone, policy }: SmsBilling) {
  const { encoding, parts } = countSmsParts(body);
  const bill = phone === undefined ? { parts } : billSms(phone, body, policy?.prices);
  const refusal = findSmsRefusal({ class: header.class, ...omitAbsent({ to: phone }) }, body, bill, policy);
  return { ...bill, encoding, characters: [...body].length, ...omitAbsent({ refusal }) };
}

function listPayloads(fields: RenderedFields, message: SendMessage): object {
  return Object.fromEntries(
    measurePush(fields, message).map(({ platform, bytes, payload }) => [platform, { bytes, payload }]),
  );
}

/** The payload of each platform, as it is sent; that of FCM without the token. */
function describePush(fields: RenderedFields, message: SendMessage): string[] {
  return measurePush(fields, message).flatMap(({ payload, words }) => [
    words,
    ...JSON.stringify(payload, null, 2).split('\n'),
    '',
  ]);
}
