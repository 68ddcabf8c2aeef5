/** What filters know of the message besides its values: keys of Liquid's render globals, not accessible to templates. */
import { readLanguage } from '../../engine/messages/look-up-locale.ts';

/** The value of `now` (epoch ms). */
export const decisionTime = Symbol('decisionTime');
/** Language of dates and money (BCP 47 tag). */
export const readerLanguage = Symbol('readerLanguage');
/** The reader's time zone (IANA name). */
export const readerZone = Symbol('readerZone');

export const defaultLanguage = 'en-US';

/** The part of a filter's `this` that is used here. */
export interface FilterContext {
  readonly context: { readonly globals: object; readonly opts: object };
}

/** A language tag that the platform supports. */
export function findReaderLanguage({ context }: FilterContext): string {
  const stated = Reflect.get(context.globals, readerLanguage);
  return (typeof stated === 'string' ? readLanguage(stated) : undefined) ?? defaultLanguage;
}
