/** A domain as its owner writes it: `xn--mnchen-3ya.example` → `münchen.example`, where no reader can mistake it. */
import { domainToUnicode } from 'node:url';

/** A label of one of them, and of digits and hyphens, is shown in Unicode. */
const scripts: readonly RegExp[] = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Thai',
  'Georgian',
  'Armenian',
  'Hangul',
].map((script) => new RegExp(`^[\\p{Script=${script}}\\p{Mn}0-9-]+$`, 'u'));
const japaneseOrChinese = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー0-9-]+$/u;
/** A label of these letters only looks like a Latin one. */
const likeLatin = /^[асԁеһіјӏорԛѕԝхуҽпгѵѡαονυικρωχ0-9-]+$/u;

/** `domain`: lower-case ASCII. A label that could be mistaken for another stays in ASCII, as in browsers. */
export function showDomain(domain: string): string {
  return domain
    .split('.')
    .map((label) => {
      const shown = label.startsWith('xn--') ? domainToUnicode(label) : label;
      return isUnmistakable(shown) ? shown : label;
    })
    .join('.');
}

function isUnmistakable(label: string): boolean {
  if (label === '' || likeLatin.test(label)) return false;
  return japaneseOrChinese.test(label) || scripts.some((script) => script.test(label));
}
