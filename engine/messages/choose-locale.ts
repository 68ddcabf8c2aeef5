/** The locale a message is written in: the person's own, else the touchpoint's, if the template speaks it. */
import type { EventView } from '../actions/actor.ts';
import { type Profile, readStated } from '../profile.ts';

/** One of `locales`: the exact one (`pt-BR`), else the same language (`pt`); undefined = the default content. */
export function chooseLocale(
  profile: Profile,
  event: EventView | undefined,
  locales: readonly string[],
): string | undefined {
  if (locales.length === 0) return undefined;
  const wishes = [readStated(profile, 'locale'), readStated(profile, 'language'), event?.context?.['locale']];
  for (const wish of wishes) {
    if (typeof wish !== 'string' || wish === '') continue;
    const wanted = normalize(wish);
    const [language = wanted] = wanted.split('-');
    const exact = locales.find((locale) => normalize(locale) === wanted);
    // The first wish stated decides: Italian mail for a German reader of an Italian page would be worse than none.
    return exact ?? locales.find((locale) => normalize(locale) === language);
  }
  return undefined;
}

function normalize(locale: string): string {
  return locale.replace('_', '-').toLowerCase();
}
