/** The whole content of a locale: its own fields, then those of more general locales (`it-CH`, `it`), then the default. */
import { omitAbsent } from '../base/omit-absent.ts';
import { mergeMetaTemplate } from '../model/documents/meta-template.ts';
import type { TemplateContent, TemplateDocument } from '../model/documents/template-document.ts';
import { findParentLocale } from './look-up-locale.ts';

export interface InheritedContent {
  readonly content: TemplateContent;
  /** Field → the locale that has it; empty for the default content. */
  readonly locales: ReadonlyMap<string, string>;
}

/** `locale`: empty for the default content. */
export function inheritContent(
  template: Pick<TemplateDocument, 'content' | 'locales'>,
  locale: string,
): InheritedContent {
  const own = locale === '' ? template.content : (template.locales?.[locale] ?? {});
  const base = inheritBase(template, locale);
  const isKept = ([field]: readonly [string, unknown]) => !hasBody(own) || !bodyFields.has(field);
  const given = Object.keys(own).map((field) => [field, locale] as const);
  const metaTemplate = own.metaTemplate && mergeMetaTemplate(own.metaTemplate, base.content.metaTemplate);
  return {
    content: {
      ...Object.fromEntries(Object.entries(base.content).filter(isKept)),
      ...own,
      ...omitAbsent({ metaTemplate }),
    },
    locales: new Map([...[...base.locales].filter(isKept), ...given]),
  };
}

/** What a locale inherits from. Nothing for the default content. */
export function inheritBase(
  template: Pick<TemplateDocument, 'content' | 'locales'>,
  locale: string,
): InheritedContent {
  if (locale === '') return { content: {}, locales: new Map() };
  return inheritContent(template, findParentLocale(locale, Object.keys(template.locales ?? {})) ?? '');
}

/** HTML, its text part and its preheader stay together: one language per email. */
const bodyFields: ReadonlySet<string> = new Set(['mjml', 'html', 'text', 'preheader']);

function hasBody({ mjml, html }: TemplateContent): boolean {
  return mjml !== undefined || html !== undefined;
}
