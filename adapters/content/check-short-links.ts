/** Where the filter `short_link` has no effect, or writes a link that a reader cannot follow. Used when publishing. */
import { isObject } from '../../engine/base/json.ts';
import { listMarks } from '../../engine/config/blocks/list-marks.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';

/** Throws TemplateInvalidError at the first use that does not work. */
export function checkShortLinks({ channel, content, locales = {} }: TemplateDocument): void {
  const contents = [
    ['content', content],
    ...Object.entries(locales).map(([name, own]) => [`locales.${name}`, own]),
  ] as const;
  for (const [path, written] of contents) checkTexts(written, String(path), channel === 'sms');
}

function checkTexts(value: unknown, path: string, isSms: boolean): void {
  if (typeof value === 'string') checkText(value, path, isSms);
  else if (isObject(value))
    for (const [name, each] of Object.entries(value)) checkTexts(each, `${path}.${name}`, isSms);
}

function checkText(source: string, path: string, isSms: boolean): void {
  for (const { at, text } of listMarks(source)) {
    const end = at + text.length;
    const remedy = explainUse(text, {
      isSms,
      before:
        source
          .slice(0, at)
          .split(/[\s<>"]/)
          .at(-1) ?? '',
      after: source.slice(end, end + 1),
    });
    if (remedy === undefined) continue;
    const lines = source.slice(0, at).split('\n');
    const column = (lines.at(-1) ?? '').length + 1;
    throw new TemplateInvalidError({ path, received: text, remedy, line: lines.length, column });
  }
}

/** Characters that a reader's device takes for a part of the link. */
const joined = /^[\w/=&?%#~@+-]$/;

function explainUse(
  mark: string,
  { isSms, before, after }: { readonly isSms: boolean; readonly before: string; readonly after: string },
): string | undefined {
  if (/^\{%-?\s*(?:comment|raw)\b/.test(mark)) return undefined;
  const filters = mark.replace(/'[^']*'|"[^"]*"/g, (quoted) => `'${' '.repeat(quoted.length - 2)}'`);
  if (!/\|\s*short_link\b/.test(filters)) return undefined;
  if (!isSms) return 'Only an SMS has short links: remove the filter short_link.';
  if (/\|\s*short_link\s*\|/.test(filters))
    return 'A filter after short_link would change the short link: write short_link last.';
  const [, , fixed] = /^\{\{-?\s*(['"])(.*?)\1\s*\|\s*short_link\b/s.exec(mark) ?? [];
  if (fixed !== undefined && !/^\s*https?:\/\//i.test(fixed))
    return 'This is not a link: short_link needs a URL with https://.';
  if (!mark.startsWith('{{')) return undefined;
  if (!mark.startsWith('{{-') && (joined.test(before.slice(-1)) || /https?:\/\//i.test(before)))
    return 'A short link is a link of its own: write a space before it.';
  if (!mark.endsWith('-}}') && joined.test(after))
    return 'A reader would follow the short link with the character after it: write a space after it.';
  return undefined;
}
