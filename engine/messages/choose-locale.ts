/** The language a message is written in: the person's own, else the touchpoint's. */

import { type Profile, readStated } from '../model/profile.ts';
import type { EventView } from '../turn/initiator.ts';
import { lookUpLocale, readLanguage } from './look-up-locale.ts';

/**
 * BCP 47 tag. The first source that states a language decides: Italian mail for a German reader of an Italian page
 * would be worse than none. A value that is no language tag (`Italian`) is skipped.
 */
export function findLanguage(profile: Profile, event: EventView | undefined): string | undefined {
  const stated = [readStated(profile, 'locale'), readStated(profile, 'language'), event?.context?.['locale']];
  for (const value of stated) {
    const language = typeof value === 'string' && value !== '' ? readLanguage(value) : undefined;
    if (language !== undefined) return language;
  }
  return undefined;
}

/** One of `locales`, those that the template has content in; undefined = its default content. */
export function chooseLocale(
  profile: Profile,
  event: EventView | undefined,
  locales: readonly string[],
): string | undefined {
  if (locales.length === 0) return undefined;
  const language = findLanguage(profile, event);
  return language === undefined ? undefined : lookUpLocale(language, locales);
}
