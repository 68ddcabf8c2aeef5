/** The name of a language in that language, and the direction in which it is written. */

/** `Deutsch`, `Italiano`: as a list of languages shows it. The tag itself when the platform does not know the language. */
export function nameLanguage(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    const [first = '', ...rest] = Array.from(name);
    return first.toLocaleUpperCase(tag) + rest.join('');
  } catch (error) {
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

const rightToLeftScripts = new Set(['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']);

export function isRightToLeft(tag: string): boolean {
  try {
    return rightToLeftScripts.has(new Intl.Locale(tag).maximize().script ?? '');
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
