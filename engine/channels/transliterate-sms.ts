/** Writes a text with the characters of GSM 03.38, so that an SMS needs fewer parts. */
import { countSmsParts, listUnicodeCharacters } from './count-sms-parts.ts';

/** What Unicode's decomposition does not give: typography, and letters without an accent to remove. */
const replacements: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '«': '"',
  '»': '"',
  '″': '"',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '‹': "'",
  '›': "'",
  '′': "'",
  '`': "'",
  '´': "'",
  ʼ: "'",
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '•': '-',
  '·': '.',
  '…': '...',
  '\u00A0': ' ',
  '\u2007': ' ',
  '\u2009': ' ',
  '\u200A': ' ',
  '\u202F': ' ',
  '\t': ' ',
  '\u00AD': '',
  '\u200B': '',
  ő: 'ö',
  Ő: 'Ö',
  ű: 'ü',
  Ű: 'Ü',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  ı: 'i',
  œ: 'oe',
  Œ: 'OE',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ẞ: 'SS',
  ĸ: 'k',
  '™': 'TM',
  '©': '(C)',
  '®': '(R)',
  '№': 'No',
  º: 'o',
  ª: 'a',
  '×': 'x',
};

/** Spaces of another width or that keep words together, as `Intl` writes them into money and dates. */
const typographicSpaces = /[\u00A0\u2000-\u200A\u202F\u205F]/g;

/** Every SMS: such a space looks like a plain one, and would make the text Unicode. */
export function replaceSpaces(text: string): string {
  return text.replace(typographicSpaces, ' ');
}

/**
 * The text in GSM. It stays the same if one of its characters has no GSM form, for then it is Unicode anyway, or if it
 * would need more parts: an ellipsis becomes three characters.
 */
export function transliterateSms(text: string): string {
  const composed = text.normalize('NFC');
  const replaced = [...composed].map((character) => replaceCharacter(character) ?? character).join('');
  const isGsm = listUnicodeCharacters(replaced).length === 0;
  return isGsm && countSmsParts(replaced).parts <= countSmsParts(text).parts ? replaced : text;
}

/** The nearest GSM text of one character; undefined when there is none. */
export function replaceCharacter(character: string): string | undefined {
  if (listUnicodeCharacters(character).length === 0) return character;
  if (Object.hasOwn(replacements, character)) return replacements[character];
  const base = character.normalize('NFD').replace(/\p{M}+/gu, '');
  return base !== '' && listUnicodeCharacters(base).length === 0 ? base : undefined;
}
