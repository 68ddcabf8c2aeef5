/** Emails and phone numbers inside longer texts, such as a note or a URL. */

/** `%40` and `%2B`: in a URL. A longer text has no address: each search is bounded, so the work is linear. */
const email =
  /(?=[\p{L}\p{N}_])(?:(?<=%(?!2B)[\da-f]{2})|(?<![\p{L}\p{N}_][.+'-]{0,8}|%|%[\da-f]))(?:[\p{L}\p{N}._+'-]|%2B){1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])(?![\p{L}\p{N}_])/giu;
/** In international form, also with separators between its digits. */
const phone = /(?<![\d+])(?:\+|%2B)\d(?:[ .()/-]{0,2}\d){6,14}(?!\d)/giu;
const separators = /[ .()/-]+/gu;

/** The text with `by` in place of each address that is one of those looked for. Its neighbours stay: `xx@example.com`. */
export function replaceAddresses(text: string, isWanted: (address: string) => boolean, by: string): string {
  return text
    .replace(email, (found) => (isWanted(decode(found)) ? by : found))
    .replace(phone, (found) => {
      // Another number can follow after a space.
      const ends = [...found.matchAll(separators)].map(({ index }) => index).reverse();
      const end = [found.length, ...ends].find((length) => isWanted(decode(found.slice(0, length))));
      return end === undefined ? found : by + found.slice(end);
    });
}

/** What can be an address of the text. */
export function listAddresses(text: string): readonly string[] {
  const found: string[] = [];
  replaceAddresses(text, (address) => found.push(address) < 0, '');
  return found;
}

function decode(text: string): string {
  return text.replace(/%40/g, '@').replace(/%2B/gi, '+');
}
