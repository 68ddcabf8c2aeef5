/**
 * The normal form of a reply: capital letters and digits with single spaces. Capital letters, because the four Turkish
 * forms of the letter i and the two Greek forms of sigma have one capital form each once accents are removed.
 */

/** Letters that Unicode does not decompose into a base letter and an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  Ł: 'L',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Ħ: 'H',
  Ŧ: 'T',
  Æ: 'AE',
  Œ: 'OE',
  Þ: 'TH',
};

/**
 * `“Arrêt !”` → `ARRET`; `Ｓｔｏｐ` → `STOP`; `don't` → `DONT`. Invisible characters and accents are removed, apostrophes
 * join, and all other punctuation, symbols and emoji separate words.
 */
export function normalizeReply(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[ŁØĐÐĦŦÆŒÞ]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/['’‘ʼ´`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The same without spaces: `OPT-OUT`, `Opt out` and `optout` are one word. */
export function compactReply(text: string): string {
  return normalizeReply(text).replaceAll(' ', '');
}
