/** Formats the content of a message as the person would get it. */
import { shapePush } from '../../adapters/content/shape-content.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import type { TemplatePreview } from '../../app/simulate/preview-template.ts';
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
    json: { template: id, revision, channel, ...pickMeta(message), rendered: fields },
    lines: [...describeMeta(message), ...describeContent(channel, fields, billing)],
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

function describeContent(channel: Channel, fields: RenderedFields, { phone, prices }: SmsBilling): string[] {
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
      return JSON.stringify(shapePush(fields), null, 2).split('\n');
  }
}
