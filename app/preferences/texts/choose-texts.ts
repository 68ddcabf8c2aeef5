/** The language of a page, and its texts: built in, or stated by the policy. */
import { lookUpLocale, readLanguage } from '../../../engine/messages/look-up-locale.ts';
import {
  builtInLanguages,
  type PageTextName,
  type PageTexts,
} from '../../../engine/model/documents/page-texts.ts';
import type { PreferencePolicy } from '../../../engine/model/documents/policy-document.ts';
import { english } from './english.ts';
import { italian } from './italian.ts';
import { isRightToLeft } from './name-language.ts';

const builtIn: Readonly<Record<(typeof builtInLanguages)[number], PageTexts>> = {
  en: english,
  it: italian,
};

/** The languages that pages have: language tags, the built-in ones first. */
export function listPageLanguages(policy: PreferencePolicy | undefined): readonly string[] {
  const own = Object.keys(policy?.texts ?? {}).flatMap((tag) => readLanguage(tag) ?? []);
  return [...new Set([...builtInLanguages, ...own])];
}

/** The first tag that has texts decides: what the reader chose, the language of the message, the browser's languages. */
export function chooseLanguage(
  chosen: string | null,
  ofMessage: string | undefined,
  acceptLanguage: string,
  policy?: PreferencePolicy,
): string {
  const available = listPageLanguages(policy);
  const tags = [chosen ?? '', ofMessage ?? '', ...readAccepted(acceptLanguage)];
  for (const tag of tags) {
    const found = tag === '' ? undefined : lookUpLocale(tag, available);
    if (found !== undefined) return found;
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

/** A text that the language lacks is that of the language without its region, else the English one. */
export function chooseTexts(language: string, policy: PreferencePolicy | undefined): Say {
  const [base = language] = language.split('-');
  const sources = [...new Set([language, base, 'en'])].flatMap((tag) => [
    findTexts(policy?.texts ?? {}, tag),
    findTexts(builtIn, tag),
  ]);
  const isolate = isRightToLeft(language) ? (value: string) => `\u2068${value}\u2069` : String;
  return (name, values = {}) => {
    const text = sources.map((source) => source?.[name]).find((each) => each !== undefined) ?? english[name];
    return text.replace(/\{(\w+)\}/g, (placeholder, key: string) => {
      const value = values[key];
      return value === undefined ? placeholder : isolate(value);
    });
  };
}

/** `texts` is by language, in any spelling of a tag. */
function findTexts(
  texts: Readonly<Record<string, Partial<PageTexts>>>,
  language: string,
): Partial<PageTexts> | undefined {
  return Object.entries(texts).find(([tag]) => (readLanguage(tag) ?? tag) === language)?.[1];
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
