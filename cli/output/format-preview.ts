/** Formats the content of a message as the person would get it. */
import { shapePush } from '../../adapters/content/shape-content.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { countSmsParts } from '../../app/send/count-sms-parts.ts';
import type { TemplatePreview } from '../../app/simulate/preview-template.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { TemplateHeader } from '../../engine/model/program-snapshot.ts';

export function formatPreview(
  { id, revision, channel }: TemplateHeader,
  { message, fields }: Extract<TemplatePreview, { outcome: 'rendered' }>,
): { readonly json: object; readonly lines: readonly string[] } {
  return {
    json: { template: id, revision, channel, ...pickMeta(message), rendered: fields },
    lines: [...describeMeta(message), ...describeContent(channel, fields)],
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

function describeContent(channel: Channel, fields: RenderedFields): string[] {
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
      const { encoding, parts } = countSmsParts(body);
      return [
        ...body.split('\n'),
        '',
        `${parts} ${parts === 1 ? 'part' : 'parts'} (${encoding}), ${[...body].length} characters`,
      ];
    }
    case 'push':
      return JSON.stringify(shapePush(fields), null, 2).split('\n');
  }
}
