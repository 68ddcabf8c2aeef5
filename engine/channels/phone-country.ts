/** The one country whose networks a phone number belongs to: prices, sender ids and hours of SMS are by country. */
import { findCountries, hasCallingCode } from './calling-codes.ts';

/** Canada's area codes; every other number of +1 without a country of its own is of the United States. */
const canada = new Set(
  (
    '204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 ' +
    '514 519 537 548 568 579 581 584 587 600 604 613 622 633 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 ' +
    '873 879 902 905 942'
  ).split(' '),
);

/** Mobile numbers of territories that share the code of a larger country, with prices and rules of their own. */
const territories =
  '447457GB447524IM447624IM447781GG447839GG4479111GG4479117GG447509JE4477003JE4477007JE4477008JE447797JE447829JE447937JE' +
  '262RE262269YT262639YT2627093YT2627094YT2627095YT2627096YT2627097YT2627098YT2627099YT5999CW599BQ212528EH61891CC2908TA';

/** No prefix above is longer. */
const longest = 7;

let prefixes: ReadonlyMap<string, string> | undefined;

/** ISO 3166 code of a number such as `+393331234567`; undefined for satellite, freephone and unknown codes. */
export function findPhoneCountry(phone: string): string | undefined {
  prefixes ??= new Map(
    [...territories.matchAll(/(\d+)([A-Z]{2})/g)].map(([, digits = '', country = '']) => [digits, country]),
  );
  for (let length = longest; length > 2; length--) {
    const country = prefixes.get(phone.slice(1, 1 + length));
    if (country !== undefined) return country;
  }
  const [first, ...others] = findCountries(phone);
  if (others.length === 0) return first;
  return canada.has(phone.slice(2, 5)) ? 'CA' : 'US';
}

/** Whether `findPhoneCountry` can give this ISO 3166 code. */
export function isPhoneCountry(country: string): boolean {
  return ['US', 'CA'].includes(country) || territories.includes(country) || hasCallingCode(country);
}
