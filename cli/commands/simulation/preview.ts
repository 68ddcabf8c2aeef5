/** `percorso preview`: renders a template for a person, without sending it. */
import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { RenderedFields } from '../../../app/ports/rendering.ts';
import { measureEmail } from '../../../app/publish/email-size.ts';
import type { SampleOptions } from '../../../app/send/describe-rendering.ts';
import { listUsedLinks } from '../../../app/send/message-links.ts';
import { usesShortLinks } from '../../../app/send/short-links.ts';
import { previewTemplate as renderPreview } from '../../../app/simulate/preview-template.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { findNormalizedAddress } from '../../../engine/channels/addresses.ts';
import { writePrivate } from '../../files/write-private.ts';
import { formatPreview } from '../../output/format-preview.ts';
import { findChromium } from '../../preview/find-chromium.ts';
import { makeScreenshots } from '../../preview/make-screenshots.ts';
import { listShown, type PreviewPerson, type PreviewSource } from '../../preview/preview-source.ts';
import { readPreviewContent } from '../../simulate/fetch-content.ts';
import { openRenderer } from '../../simulate/preview-message.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import type { Terminal } from '../../terminal/terminal.ts';

export interface PreviewOptions {
  readonly locale?: string;
  /** Folder for the HTML and text of an email, `preview` when absent. */
  readonly out?: string;
  /** Folder for screenshots of an email. */
  readonly png?: string;
}

/** Throws UsageError. */
export async function previewTemplate(
  source: PreviewSource & Pick<SampleOptions, 'publicUrl'>,
  person: PreviewPerson,
  { locale, out = 'preview', png }: PreviewOptions,
  { directory, env }: Pick<Terminal, 'directory' | 'env'>,
): Promise<CommandResult> {
  const { header } = source;
  const { content, notes: fetchNotes, problem } = await readPreviewContent({ ...source, ...person, locale });
  if (problem !== undefined)
    throw new UsageError(
      `Template "${header.id}" would not be sent: its content cannot be read (${problem}).`,
      'Correct the URL, the host or its answer, or give the fetch a fallback.',
    );
  const notes = [...source.notes, ...fetchNotes, ...noteLinks(source)];
  const preview = renderPreview({ ...source, ...person, locale, content }, openRenderer());
  switch (preview.outcome) {
    case 'rendered': {
      const { html } = preview.fields;
      const files = html === undefined ? [] : writeFiles(preview.fields, header.id, resolve(directory, out));
      const { json, lines } = formatPreview(
        header,
        preview,
        omitAbsent({
          phone: findNormalizedAddress(person.profile, 'sms'),
          policy: source.snapshot.policy.sms,
        }),
      );
      const written = files.map((file) => `Written: ${relative(directory, file)}`);
      const size = html === undefined ? undefined : measureEmail(html);
      const shots = await writeScreenshots(
        files[0],
        { id: header.id, folder: png && resolve(directory, png) },
        env,
      );
      const shown = shots.files.map((file) => `Written: ${relative(directory, file)}`);
      return {
        exitCode: 0,
        shows: listShown(person),
        json: { ...json, ...omitAbsent({ htmlBytes: size?.bytes }) },
        notes: [...notes, ...(size?.isRisky ? [size.words] : []), ...shots.notes],
        lines: [...lines, ...(size === undefined || size.isRisky ? [] : [size.words]), ...written, ...shown],
      };
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

/** An SMS is billed by its length, and its links are part of it. */
function noteLinks({
  header,
  compiled,
  publicUrl,
}: PreviewSource & Pick<SampleOptions, 'publicUrl'>): readonly string[] {
  const isLinked = header.channel === 'sms' && (usesShortLinks(compiled) || listUsedLinks(compiled).size > 0);
  if (!isLinked) return [];
  if (publicUrl === undefined) {
    return [
      'The length of the links is assumed (https://links.example.com): without files, or with --user, the preview uses the public URL of the stage.',
    ];
  }
  return publicUrl === '' ? ['The stage has no public URL: links stay long, and lead nowhere here.'] : [];
}

const widths = [360, 1280];

/** `html`: undefined for other channels than email. Throws ScreenshotFailedError. */
async function writeScreenshots(
  html: string | undefined,
  { id, folder }: { readonly id: string; readonly folder: string | undefined },
  env: Terminal['env'],
): Promise<{ readonly files: readonly string[]; readonly notes: readonly string[] }> {
  if (folder === undefined) return { files: [], notes: [] };
  if (html === undefined) return { files: [], notes: ['No screenshot: only an email has HTML.'] };
  const chromium = findChromium(env);
  if (chromium === undefined) {
    const note =
      'No screenshot: Chromium was not found. Install Chromium or Chrome, or set CHROME_PATH to it.';
    return { files: [], notes: [note] };
  }
  mkdirSync(folder, { recursive: true });
  const images = await makeScreenshots(chromium, html, widths);
  const files = images.map((image, index) => {
    const file = join(folder, `${id}-${widths[index]}.png`);
    writePrivate(file, image);
    return file;
  });
  return { files, notes: [] };
}

function writeFiles({ html = '', text = '' }: RenderedFields, id: string, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return [['html', html] as const, ['txt', text] as const].map(([extension, content]) => {
    const file = join(folder, `${id}.${extension}`);
    writePrivate(file, content);
    return file;
  });
}
