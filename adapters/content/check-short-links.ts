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
  const marks = listMarks(source);
  const held = listHolders(marks.map(({ text }) => text));
  for (const { at, text } of marks) {
    const end = at + text.length;
    const remedy = explainUse(text, {
      isSms,
      held,
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

interface Surroundings {
  readonly isSms: boolean;
  /** Variables whose value has a short link. */
  readonly held: ReadonlySet<string>;
  readonly before: string;
  readonly after: string;
}

const usesFilter = /\|\s*short_link\b/;
const isUnread = /^\{%-?\s*(?:comment|raw)\b/;
const assigned = /^\{%-?\s*assign\s+([\w-]+)\s*=/;
const captured = /^\{%-?\s*capture\s+['"]?([\w-]+)/;
const writeLast = 'A filter after short_link would change the short link: write short_link last.';

function blankQuotes(mark: string): string {
  return mark.replace(/'[^']*'|"[^"]*"/g, (quoted) => `'${' '.repeat(quoted.length - 2)}'`);
}

/** Names of `assign` and `capture`. */
function listHolders(marks: readonly string[]): ReadonlySet<string> {
  const held = new Set<string>();
  let capturing: string | undefined;
  for (const mark of marks.filter((each) => !isUnread.test(each))) {
    capturing = /^\{%-?\s*endcapture\b/.test(mark) ? undefined : (captured.exec(mark)?.[1] ?? capturing);
    if (!usesFilter.test(blankQuotes(mark))) continue;
    const name = assigned.exec(mark)?.[1] ?? capturing;
    if (name !== undefined) held.add(name);
  }
  return held;
}

/** A use of such a variable that would show the long link, or a part of it. */
function explainHolder(mark: string, held: ReadonlySet<string>): string | undefined {
  const value = mark.replace(assigned, '');
  const name = [...held].find((each) => new RegExp(`(?<![\\w.-])${each}(?![\\w.:-])`).test(value));
  if (name === undefined) return undefined;
  if (value.includes('|')) return writeLast;
  return /^\{%-?\s*(?:echo|cycle|liquid)\b/.test(mark) ? `Show it with {{ ${name} }}.` : undefined;
}

/** Characters that a reader's device takes for a part of the link. */
const joined = /^[\w/=&?%#~@+-]$/;

function explainUse(mark: string, { isSms, held, before, after }: Surroundings): string | undefined {
  if (isUnread.test(mark)) return undefined;
  const filters = blankQuotes(mark);
  if (!usesFilter.test(filters)) return explainHolder(filters, held);
  if (!isSms) return 'Only an SMS has short links: remove the filter short_link.';
  if (/\|\s*short_link\s*\|/.test(filters)) return writeLast;
  if (mark.startsWith('{%') && assigned.exec(mark) === null)
    return 'This tag shows the long link. Write {{ ... | short_link }}.';
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
