/** `percorso preview`: renders a template for a person, without sending it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { shapePush } from '../../../adapters/content/shape-content.ts';
import type { CompiledTemplate } from '../../../app/ports/program-store.ts';
import type { RenderedFields } from '../../../app/ports/rendering.ts';
import { describeRendering } from '../../../app/send/describe-rendering.ts';
import type { Channel } from '../../../engine/model/channels.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { previewMessage, withLocale } from '../../../engine/simulate/preview-message.ts';
import { countSmsParts } from '../../preview/count-sms-parts.ts';
import type { PreviewPerson, PreviewSource } from '../../preview/preview-source.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface PreviewOptions {
  readonly locale?: string;
  /** Folder for the HTML and text of an email, `preview` when absent. */
  readonly out?: string;
}

/** Throws UsageError. */
export function previewTemplate(
  { snapshot, header, compiled, notes }: PreviewSource,
  { profile, touchpoint }: PreviewPerson,
  { locale, out = 'preview' }: PreviewOptions,
  directory: string,
): CommandResult {
  const person = withLocale(profile, locale, touchpoint.receivedAt);
  const message = previewMessage(snapshot, header, person, touchpoint);
  if (message === undefined) {
    throw new UsageError(
      `Template "${header.id}" cannot become a message: its values are too large.`,
      'Use fewer or smaller values in it.',
    );
  }
  const fields = renderFields(message, compiled);
  const files = fields['html'] === undefined ? [] : writeFiles(fields, header.id, resolve(directory, out));
  return {
    exitCode: 0,
    json: {
      template: header.id,
      revision: header.revision,
      channel: header.channel,
      ...pickMeta(message),
      rendered: fields,
    },
    notes,
    lines: [
      ...describeMeta(message),
      ...describeContent(header.channel, fields),
      ...files.map((file) => `Written: ${relative(directory, file)}`),
    ],
  };
}

function renderFields(message: SendMessage, compiled: CompiledTemplate): RenderedFields {
  try {
    return createContentRenderer(defaultLimits)(describeRendering(message, compiled));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Template "${message.template}" cannot be rendered: ${problem}`,
      "Correct the template's content.",
    );
  }
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

function writeFiles({ html = '', text = '' }: RenderedFields, id: string, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return [['html', html] as const, ['txt', text] as const].map(([extension, content]) => {
    const file = join(folder, `${id}.${extension}`);
    writeFileSync(file, content);
    return file;
  });
}
