/** Checks of the languages of the public pages: known ones, and what a language lacks. */
import { readLanguage } from '../../messages/look-up-locale.ts';
import { builtInLanguages, pageTextNames } from '../../model/documents/page-texts.ts';
import type { PreferencePolicy } from '../../model/documents/policy-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

export function checkPageTexts({ texts = {}, languages = [] }: PreferencePolicy): Finding[] {
  const byTag = new Map(Object.entries(texts).map(([tag, own]) => [readLanguage(tag), own]));
  const findings = Object.entries(texts).flatMap(([tag, own]) => {
    const segments = ['preferences', 'texts', tag];
    const language = readLanguage(tag);
    if (language === undefined) return [explainUnknown(tag, segments)];
    const [base = language] = language.split('-');
    if (builtInLanguages.some((each) => each === base)) return [];
    const known = { ...byTag.get(base), ...own };
    const missing = pageTextNames.filter((name) => known[name] === undefined);
    return missing.length === 0 ? [] : [explainMissing(tag, missing, segments)];
  });
  const unknown = languages.flatMap((tag, index) =>
    readLanguage(tag) === undefined ? [explainUnknown(tag, ['preferences', 'languages', index])] : [],
  );
  return [...findings, ...unknown];
}

function explainUnknown(received: string, segments: readonly PathSegment[]): Finding {
  const remedy = `No language has the tag "${received}". Write a tag such as "de" or "pt-BR".`;
  return { segments, received, remedy, code: 'wrong_value' };
}

function explainMissing(
  language: string,
  missing: readonly string[],
  segments: readonly PathSegment[],
): Finding {
  const remedy = `The pages in "${language}" show these ${missing.length} texts in English, because they are missing: ${missing.join(', ')}.`;
  return { segments, received: undefined, remedy, code: 'missing', severity: 'warning' };
}
