/** Formats the content of a message as the person would get it. */
import { shapeWhatsApp } from '../../adapters/content/whatsapp-content.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { measurePush } from '../../app/publish/push-size.ts';
import type { TemplatePreview } from '../../app/simulate/preview-template.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SmsPriceOverrides } from '../../engine/channels/sms-prices.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { TemplateHeader } from '../../engine/model/program-snapshot.ts';
import { describeSms } from './describe-sms.ts';

export interface SmsBilling {
  /** The person's number. */
  readonly phone?: string;
  readonly prices?: SmsPriceOverrides;
}

export function formatPreview(
  { id, revision, channel }: TemplateHeader,
  { message, fields }: Extract<TemplatePreview, { outcome: 'rendered' }>,
  billing: SmsBilling = {},
): { readonly json: object; readonly lines: readonly string[] } {
  return {
    json: {
      template: id,
      revision,
      channel,
      ...pickMeta(message),
      rendered: fields,
      ...omitAbsent({ payloads: channel === 'push' ? listPayloads(fields, message) : undefined }),
    },
    lines: [...describeMeta(message), ...describeContent(channel, fields, message, billing)],
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
  { phone, prices }: SmsBilling,
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
      return [...body.split('\n'), '', ...describeSms(body, phone, prices)];
    }
    case 'push':
      return describePush(fields, message);
    case 'whatsapp':
      return JSON.stringify(shapeWhatsApp(fields), null, 2).split('\n');
  }
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
