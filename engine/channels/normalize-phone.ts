/** Phone numbers in E.164, from the forms in which people write them with their country. */

const phoneForm = /^\+[1-9]\d{6,14}$/;
const separators = /[\s().\-/]/g;
/** Country codes of two digits; +1 and +7 have one, all others three. */
const shortCodes = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);
/** Countries where a number itself can begin with 0, which is dialled from abroad too: Italy, Ivory Coast, Gabon, ... */
const zeroCodes = new Set(
  '39 225 226 227 229 241 242 247 267 268 378 501 507 676 679 687 853 974 992'.split(' '),
);

/**
 * E.164 without spaces, dots, hyphens, slashes and brackets; undefined when it is no such number. `00` in front is the
 * `+` of most countries. The zero that is dialled within a country only, `+44 (0)20` or `+44 020`, is left out.
 */
export function normalizePhone(text: string): string | undefined {
  const digits = text
    .normalize('NFKC')
    .replace(separators, '')
    .replace(/^00(?=[1-9])/, '+');
  const phone = dropTrunkZero(digits);
  return phoneForm.test(phone) ? phone : undefined;
}

function dropTrunkZero(phone: string): string {
  const code = readCode(phone);
  const end = code.length + 1;
  return phone.charAt(end) !== '0' || zeroCodes.has(code)
    ? phone
    : phone.slice(0, end) + phone.slice(end + 1);
}

function readCode(phone: string): string {
  if (phone.charAt(1) === '1' || phone.charAt(1) === '7') return phone.charAt(1);
  const short = phone.slice(1, 3);
  return shortCodes.has(short) ? short : phone.slice(1, 4);
}
