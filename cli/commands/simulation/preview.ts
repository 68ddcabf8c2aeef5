/** `percorso preview`: renders a template for a person, without sending it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { RenderedFields } from '../../../app/ports/rendering.ts';
import { previewTemplate as renderPreview } from '../../../app/simulate/preview-template.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { findNormalizedAddress } from '../../../engine/channels/addresses.ts';
import { formatPreview } from '../../output/format-preview.ts';
import type { PreviewPerson, PreviewSource } from '../../preview/preview-source.ts';
import { openRenderer } from '../../simulate/preview-message.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface PreviewOptions {
  readonly locale?: string;
  /** Folder for the HTML and text of an email, `preview` when absent. */
  readonly out?: string;
}

/** Throws UsageError. */
export function previewTemplate(
  source: PreviewSource,
  person: PreviewPerson,
  { locale, out = 'preview' }: PreviewOptions,
  directory: string,
): CommandResult {
  const { header, notes } = source;
  const preview = renderPreview({ ...source, ...person, locale }, openRenderer());
  switch (preview.outcome) {
    case 'rendered': {
      const { html } = preview.fields;
      const files = html === undefined ? [] : writeFiles(preview.fields, header.id, resolve(directory, out));
      const { json, lines } = formatPreview(
        header,
        preview,
        omitAbsent({
          phone: findNormalizedAddress(person.profile, 'sms'),
          prices: source.snapshot.policy.sms?.prices,
        }),
      );
      const written = files.map((file) => `Written: ${relative(directory, file)}`);
      return { exitCode: 0, json, notes, lines: [...lines, ...written] };
    }
    case 'too_large':
      throw new UsageError(
        `Template "${header.id}" cannot become a message: its values are too large.`,
        'Use fewer or smaller values in it.',
      );
    case 'render_failed':
      throw new UsageError(
        `Template "${header.id}" cannot be rendered: ${preview.problem}`,
        "Correct the template's content.",
      );
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
