/** Finds the language with content that best matches a language tag: lookup by RFC 4647, with likely subtags. */

/** `it_IT.UTF-8` and `zh-hans-cn` as BCP 47 writes them; undefined = no language that the platform knows. */
export function readLanguage(text: string): string | undefined {
  const [tag = ''] = text.trim().split(/[.@]/);
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag.replaceAll('_', '-'))[0];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The best match in `available`: the tag itself, then shorter and shorter (`zh-Hans-CN`, `zh-Hans`, `zh`). What
 * a tag leaves open is filled in with CLDR's likely subtags: `zh-TW` finds `zh-Hant` before `zh`, and `pt` finds `pt-BR`.
 */
export function lookUpLocale(tag: string, available: readonly string[]): string | undefined {
  const byName = new Map(available.map((locale) => [locale.toLowerCase(), locale]));
  for (const candidate of listCandidates(tag.replaceAll('_', '-'))) {
    const found = byName.get(candidate.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The locale whose content another one completes: the best match without its region, or a shorter tag. `it-CH` has `it`,
 * and `zh-TW` has `zh-Hant`, then `zh`.
 */
export function findParentLocale(locale: string, available: readonly string[]): string | undefined {
  const shorter = new Set(listShorter(locale).slice(1));
  const isMoreGeneral = (other: string) =>
    shorter.has(other) || (readRegion(locale) !== undefined && readRegion(other) === undefined);
  const candidates = listCandidates(locale).filter((each) => each !== locale && isMoreGeneral(each));
  return candidates.find((each) => available.includes(each));
}

function readRegion(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).region;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function listCandidates(tag: string): readonly string[] {
  const shorter = listShorter(tag);
  const [language = tag] = tag.split('-');
  const likely = findLikely(tag);
  if (likely === undefined) return shorter;
  const { script, region } = likely;
  const specific = shorter.filter((candidate) => candidate !== language);
  return [
    ...specific,
    `${language}-${script}-${region}`,
    `${language}-${region}`,
    `${language}-${script}`,
    language,
  ];
}

/** A single letter introduces the part after it, and is removed with it: `de-x-old`, `de`. */
function listShorter(tag: string): readonly string[] {
  const parts = tag.split('-');
  const lengths = parts.map((_, index) => parts.length - index);
  return lengths
    .filter((length) => parts[length - 1]?.length !== 1)
    .map((length) => parts.slice(0, length).join('-'));
}

function findLikely(tag: string): { readonly script: string; readonly region: string } | undefined {
  try {
    const { script, region } = new Intl.Locale(tag).maximize();
    return script === undefined || region === undefined ? undefined : { script, region };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
