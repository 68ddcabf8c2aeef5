/** Warns of the characters that make an SMS Unicode, which has room for less than half of the text per part. */
import { countSmsParts, listUnicodeCharacters } from '../../channels/count-sms-parts.ts';
import { isHostOf, normaliseHosts } from '../../channels/link-hosts.ts';
import { replaceCharacter, replaceSpaces, transliterateSms } from '../../channels/transliterate-sms.ts';
import { removeLiquid } from '../../messages/liquid-tags.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import { usesBlocks } from '../blocks/list-uses.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/**
 * Only of the text that is the same for everyone: values of a person may add others. A template with blocks is checked
 * with them in place.
 */
export function checkSmsCharacters(template: TemplateDocument): Finding[] {
  const { channel, content, locales, transliterate, shortLinks } = template;
  if (channel !== 'sms') {
    return Object.entries({ transliterate, shortLinks }).flatMap(([name, received]): Finding[] => {
      if (received === undefined) return [];
      const remedy = `Only SMS has "${name}": remove it.`;
      return [{ segments: [name], received, remedy, code: 'unknown_key' }];
    });
  }
  if (usesBlocks(template)) return [];
  return [
    ...warnOfUnusedHosts(template),
    ...checkBody(content.body, transliterate, ['content', 'body']),
    ...Object.entries(locales ?? {}).flatMap(([locale, { body }]) =>
      checkBody(body, transliterate, ['locales', locale, 'body']),
    ),
  ];
}

/** A value of a person may be such a link where its name says that it is one. */
function warnOfUnusedHosts({ content, locales = {}, shortLinks = 'all' }: TemplateDocument): Finding[] {
  const text = [content, ...Object.values(locales)].map(({ body }) => body).join(' ');
  if (shortLinks === 'all' || /\{[{%][^{}]*(?:url|link|href)[^{}]*[%}]\}/i.test(text)) return [];
  const hosts = normaliseHosts(shortLinks);
  const links = text.match(/https?:\/\/[^\s<>"{]+/gi) ?? [];
  if (links.some((link) => isHostOf(URL.parse(link)?.hostname ?? '', hosts))) return [];
  const remedy = 'The text has no link of these hosts, so that no link becomes short. Write its host here.';
  return [
    { segments: ['shortLinks'], received: shortLinks, remedy, code: 'wrong_value', severity: 'warning' },
  ];
}

function checkBody(body: unknown, transliterate: boolean | undefined, segments: PathSegment[]): Finding[] {
  if (typeof body !== 'string') return [];
  const remedies = { fixed: 'fixed text', replace: 'Replace them, or add "transliterate: true".' };
  return warnOfUnicode(replaceSpaces(removeLiquid(body)), { segments, transliterate, ...remedies });
}

/** Of an answer to a reply, which is a plain text. */
export function warnOfUnicodeAnswer(text: string, segments: readonly PathSegment[]): Finding[] {
  return warnOfUnicode(text, { segments, fixed: 'text', replace: 'Replace them.' });
}

interface Wording {
  readonly segments: readonly PathSegment[];
  readonly transliterate?: boolean | undefined;
  readonly fixed: string;
  readonly replace: string;
}

function warnOfUnicode(text: string, { segments, transliterate, fixed, replace }: Wording): Finding[] {
  const found = listUnicodeCharacters(text);
  const lasting = found.filter((character) => replaceCharacter(character) === undefined);
  // A text in a script that GSM does not have: Unicode is what its author wants.
  if (found.length === 0 || lasting.some((character) => /\p{L}/u.test(character))) return [];
  if (transliterate === true && lasting.length === 0) return [];
  const named = (transliterate === true ? lasting : found).slice(0, 10).map(nameCharacter).join(', ');
  const without = found.reduce((rest, each) => rest.replaceAll(each, replaceCharacter(each) ?? ''), text);
  const [parts, fewer] = [countSmsParts(text).parts, countSmsParts(transliterateSms(without)).parts];
  const effect = `The ${fixed} is ${parts} ${parts === 1 ? 'part' : 'parts'} with a maximum of ${parts === 1 ? 70 : 67} characters each; in GSM it would be ${fewer}, with up to ${fewer === 1 ? 160 : 153}. Each part is billed.`;
  const advice =
    lasting.length === 0
      ? replace
      : `Remove ${lasting.map(nameCharacter).join(', ')}: no GSM character is near.`;
  const remedy = `${named} ${found.length === 1 ? 'makes' : 'make'} this SMS Unicode. ${effect} ${advice}`;
  return [{ segments, remedy, code: 'unicode_sms', severity: 'warning' }];
}

/** `“ (U+201C)`; of a character that cannot be seen, its name: `zero-width space (U+200B)`. */
export function nameCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const invisible = /^[\p{Z}\p{C}\p{M}]$/u.test(character) ? 'an invisible character' : undefined;
  return `${invisibleNames.get(code) ?? invisible ?? character} (U+${code})`;
}

const invisibleNames: ReadonlyMap<string, string> = new Map([
  ['0009', 'tab'],
  ['00A0', 'no-break space'],
  ['00AD', 'soft hyphen'],
  ['2007', 'figure space'],
  ['2009', 'thin space'],
  ['200B', 'zero-width space'],
  ['200C', 'zero-width non-joiner'],
  ['200D', 'zero-width joiner'],
  ['200E', 'left-to-right mark'],
  ['200F', 'right-to-left mark'],
  ['202F', 'narrow no-break space'],
  ['2060', 'word joiner'],
  ['FE0F', 'variation selector'],
  ['FEFF', 'byte order mark'],
]);
