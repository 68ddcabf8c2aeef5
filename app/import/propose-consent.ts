/** Proposes what the words of a column of consents state: only those that are a yes or a no in their language. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readConsentState } from '../../engine/channels/stated-consents.ts';
import type { ColumnMapping } from './mapping.ts';

const yesWords = new Set([
  'yes',
  'true',
  'ja',
  'wahr',
  's\u00ec',
  'si',
  's\u00ed',
  'vero',
  'oui',
  'vrai',
  'verdadero',
]);
const noWords = new Set(['no', 'false', 'nein', 'falsch', 'non', 'falso', 'faux']);

/** Words that an import reads by itself are not listed; others, such as `1` or `active`, are for the author to decide. */
export function proposeConsent(to: string, values: readonly string[]): ColumnMapping {
  const words = [...new Set(values.map((text) => text.toLowerCase()))].filter(
    (word) => readConsentState(word) === undefined,
  );
  const listed = (of: ReadonlySet<string>) => {
    const found = words.filter((word) => of.has(word));
    return found.length === 0 ? undefined : found;
  };
  return { to, ...omitAbsent({ yes: listed(yesWords), no: listed(noWords) }) };
}

/** Numbers without a country code: which country they are of, the file does not say. */
export function describeNationalPhones(name: string, values: readonly string[]): string[] {
  const isNational = values.some((text) => /^'?(?!00)\d[\d\s().\-/]{3,}$/.test(text));
  return isNational
    ? [
        `"${name}" has phone numbers without a country code, which are rejected. If all are of one country, add its code to "format":`,
        '  phonePrefix: "+49"',
      ]
    : [];
}
