/** What filters know of the message besides its values: keys of Liquid's render globals, not accessible to templates. */
import { readLanguage } from '../../engine/messages/look-up-locale.ts';

/** The value of `now` (epoch ms). */
export const decisionTime = Symbol('decisionTime');
/** Language of dates and money (BCP 47 tag). */
export const readerLanguage = Symbol('readerLanguage');
/** Language of the content, where its locale states one (BCP 47 tag): its plural forms. */
export const contentLanguage = Symbol('contentLanguage');
/** The reader's time zone (IANA name). */
export const readerZone = Symbol('readerZone');
/** What the filter `short_link` writes before a link. */
export const shortLinkMark = Symbol('shortLinkMark');

export const defaultLanguage = 'en-US';

/** The part of a filter's `this` that is used here. */
export interface FilterContext {
  readonly context: { readonly globals: object; readonly opts: object };
}

/** A language tag that the platform supports. */
export function findReaderLanguage(filter: FilterContext): string {
  return findLanguage(filter, readerLanguage);
}

/** That of the locale whose content is shown; the reader's for the default content. */
export function findContentLanguage(filter: FilterContext): string {
  return findLanguage(filter, contentLanguage);
}

function findLanguage({ context }: FilterContext, key: symbol): string {
  const stated = Reflect.get(context.globals, key);
  return (typeof stated === 'string' ? readLanguage(stated) : undefined) ?? defaultLanguage;
}
