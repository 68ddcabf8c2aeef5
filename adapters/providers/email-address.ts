/** Addresses in the form that SES accepts: ASCII only, so domains become Punycode and names MIME encoded words. */
import { domainToASCII } from 'node:url';

/** `anna@müller.example` → `anna@xn--mller-kva.example`. An invalid address is unchanged: SES then reports why. */
export function encodeAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at)}@${domain}`;
}

/**
 * `Caffè <hello@example.com>` → `=?UTF-8?B?...?= <hello@example.com>`. A name with a comma, a dot or a colon is quoted:
 * unquoted, a comma starts the next address.
 */
export function encodeSender(sender: string): string {
  const [, name = '', address = sender] = /^(.*?)\s*<([^<>]*)>\s*$/s.exec(sender) ?? [];
  return name === '' ? encodeAddress(address) : `${encodeName(name)} <${encodeAddress(address)}>`;
}

/** Authors may write the quotes of a name that needs them: they are no part of it. */
function unquote(name: string): string {
  const inner = /^"((?:[^"\\]|\\.)*)"$/s.exec(name)?.[1];
  return inner === undefined ? name : inner.replace(/\\(.)/gs, '$1');
}

function encodeName(text: string): string {
  const name = unquote(text.replace(/\p{Cc}+/gu, ' '));
  // Text that looks like an encoded word is encoded itself: otherwise mail programs would decode it.
  const isPlain = !name.includes('=?');
  if (isPlain && /^[\w !#$%&'*+/=?^`{|}~-]*$/.test(name)) return name;
  if (isPlain && /^[ -~]*$/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}"`;
  return cutWords(name)
    .map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`)
    .join(' ');
}

/** An encoded word has at most 75 characters (RFC 2047), so 45 bytes of text, and never splits a character. */
function cutWords(name: string): readonly string[] {
  const words = [''];
  for (const letter of name) {
    const word = `${words.at(-1)}${letter}`;
    if (Buffer.byteLength(word) > 45) words.push(letter);
    else words[words.length - 1] = word;
  }
  return words;
}
