/**
 * Compares the content of a locale with the default: one Meta template has the same parameters in each language, and free
 * text and Meta template are both in the language of the locale.
 */
import type { MetaTemplate } from '../../model/documents/meta-template.ts';
import type { TemplateContent } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** A part that the locale lacks is that of the default. Another Meta template, by its name, may differ. */
export function checkMetaTemplate(
  own: MetaTemplate | undefined,
  defaults: MetaTemplate | undefined,
  at: readonly PathSegment[],
): Finding[] {
  if (own === undefined || own.name !== defaults?.name) return [];
  return (['header', 'body', 'buttons'] as const).flatMap((part): Finding[] => {
    if (own[part] === undefined) return [];
    const [expected, given] = [describe(defaults[part]), describe(own[part])];
    if (given === expected) return [];
    const remedy = `The default gives "${own.name}" ${expected} in "${part}", and this locale gives it ${given}. Meta refuses a message with other parameters: give the same ones, or name another Meta template.`;
    return [{ segments: [...at, part], received: own[part], remedy, code: 'wrong_value' }];
  });
}

/** Of free text and Meta template, the locale overrides one and the default has the other: its people get both languages. */
export function warnOfMixedParts(
  override: TemplateContent,
  defaults: TemplateContent,
  locale: string,
): Finding[] {
  const parts = ['body', 'metaTemplate'] as const;
  const given = parts.filter((part) => override[part] !== undefined);
  const lacking = parts.find((part) => override[part] === undefined && defaults[part] !== undefined);
  if (given.length !== 1 || lacking === undefined) return [];
  const consequence =
    lacking === 'body'
      ? 'For 24 hours after a person of this locale wrote, the free text goes, in the default language'
      : 'More than 24 hours after a person of this locale wrote, the Meta template goes, in the default language';
  const remedy = `${consequence}: write "${lacking}" for ${locale} as well.`;
  return [{ segments: ['locales', locale], remedy, code: 'missing', severity: 'warning' }];
}

/** Parameters by name or position; an empty text is a button without a parameter. */
function describe(values: object = {}): string {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  if (given.length === 0) return 'no parameter';
  const names = given.map(([key]) => (/^\d+$/.test(key) ? String(Number(key) + 1) : key));
  return `${names.length === 1 ? 'the parameter' : 'the parameters'} ${names.sort().join(', ')}`;
}
