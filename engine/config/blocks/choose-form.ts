/** Chooses what of a block is inserted in a place: the form and the language. */
import { lookUpLocale } from '../../messages/look-up-locale.ts';
import type { BlockContent, BlockDocument } from '../../model/documents/block-document.ts';
import type { PathSegment } from '../problems/problem.ts';

/** What a place shows. */
export type Form = keyof BlockContent;

export interface ChosenForm {
  readonly form: Form;
  readonly source: string;
  /** Path in the block. */
  readonly segments: readonly PathSegment[];
}

/** Text becomes HTML where a block has no HTML. */
const formsOf: Readonly<Record<Form, readonly Form[]>> = {
  mjml: ['mjml'],
  html: ['html', 'text'],
  text: ['text'],
};

/** `locale`: empty for the default content; `it-CH` gets `it`, then the default. Undefined: the block has no such form. */
export function chooseForm(block: BlockDocument, place: Form, locale: string): ChosenForm | undefined {
  const { content, locales = {} } = block;
  for (const form of formsOf[place]) {
    const written = Object.keys(locales).filter((each) => locales[each]?.[form] !== undefined);
    const found = locale === '' ? undefined : lookUpLocale(locale, written);
    const source = found === undefined ? content[form] : locales[found]?.[form];
    if (source === undefined) continue;
    const segments = found === undefined ? ['content', form] : ['locales', found, form];
    // YAML ends a text of several lines with a line break.
    return { form, source: source.replace(/\n+$/, ''), segments };
  }
  return undefined;
}

/** The block is written in languages, and this one is not among them. */
export function lacksLocale({ locales = {} }: BlockDocument, locale: string): boolean {
  const written = Object.keys(locales);
  return locale !== '' && written.length > 0 && lookUpLocale(locale, written) === undefined;
}
