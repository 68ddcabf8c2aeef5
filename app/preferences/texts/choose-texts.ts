/** The language of a page, and its texts: built in, or replaced by the policy. */
import { lookUpLocale } from '../../../engine/messages/look-up-locale.ts';
import type { PageTextName, PageTexts } from '../../../engine/model/documents/page-texts.ts';
import type { PreferencePolicy } from '../../../engine/model/documents/policy-document.ts';
import { english } from './english.ts';
import { italian } from './italian.ts';

export const pageLanguages = ['en', 'it'] as const;
export type PageLanguage = (typeof pageLanguages)[number];

const builtIn: Readonly<Record<PageLanguage, PageTexts>> = { en: english, it: italian };

/** The first tag that has texts decides: what the reader chose, the language of the message, the browser's languages. */
export function chooseLanguage(
  chosen: string | null,
  ofMessage: string | undefined,
  acceptLanguage: string,
): PageLanguage {
  const tags = [chosen ?? '', ofMessage ?? '', ...readAccepted(acceptLanguage)];
  for (const tag of tags) {
    const found = tag === '' ? undefined : lookUpLocale(tag, pageLanguages);
    const language = pageLanguages.find((candidate) => candidate === found);
    if (language !== undefined) return language;
  }
  return 'en';
}

/** Language tags of the header, the preferred one first. */
function readAccepted(header: string): readonly string[] {
  return header
    .slice(0, 400)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const weight = parameters.map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1]).find(Boolean);
      return { tag: tag.trim(), weight: Number(weight ?? 1) };
    })
    .filter(({ tag, weight }) => /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*$/.test(tag) && weight > 0)
    .sort((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
}

/** A text with its placeholders filled in. */
export type Say = (name: PageTextName, values?: Readonly<Record<string, string>>) => string;

export function chooseTexts(language: PageLanguage, policy: PreferencePolicy | undefined): Say {
  const own = policy?.texts?.[language];
  return (name, values = {}) =>
    (own?.[name] ?? builtIn[language][name]).replace(
      /\{(\w+)\}/g,
      (placeholder, key: string) => values[key] ?? placeholder,
    );
}

export function nameLanguage(language: PageLanguage): string {
  return builtIn[language].otherLanguage;
}

/** A text of a document: one for all languages, or one per locale. */
export function readLocalized(
  text: string | Readonly<Record<string, string>> | undefined,
  language: string,
): string | undefined {
  if (text === undefined || typeof text === 'string') return text;
  const locale = lookUpLocale(language, Object.keys(text)) ?? lookUpLocale('en', Object.keys(text));
  return locale === undefined ? Object.values(text)[0] : text[locale];
}
