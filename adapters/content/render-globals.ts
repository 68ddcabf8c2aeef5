/** What filters know of the message besides its values: keys of Liquid's render globals, out of reach of templates. */
import { readLanguage } from '../../engine/messages/look-up-locale.ts';

/** The moment `now` means (epoch ms). */
export const decisionTime = Symbol('decisionTime');
/** Language of dates and money (BCP 47 tag). */
export const readerLanguage = Symbol('readerLanguage');
/** The reader's time zone (IANA name). */
export const readerZone = Symbol('readerZone');

export const defaultLanguage = 'en-US';

/** `this` of a filter, as far as it is used here. */
export interface FilterContext {
  readonly context: { readonly globals: object; readonly opts: object };
}

/** A tag that the platform knows. */
export function findReaderLanguage({ context }: FilterContext): string {
  const stated = Reflect.get(context.globals, readerLanguage);
  return (typeof stated === 'string' ? readLanguage(stated) : undefined) ?? defaultLanguage;
}
