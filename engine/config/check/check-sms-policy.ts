/** Checks of the contact policy's part about SMS beyond its shape. */
import { isPhoneCountry } from '../../channels/phone-country.ts';
import { classifyOrigination, countriesWithoutSenderIds } from '../../channels/sms-originations.ts';
import type { PolicyDocument } from '../../model/documents/policy-document.ts';
import type { Finding } from '../problems/problem.ts';

export function checkSmsPolicy({
  sms = {},
  quietHours,
}: Pick<PolicyDocument, 'sms' | 'quietHours'>): Finding[] {
  const { dailyParts, dailySpend, prices = {}, originations = {}, countries = [] } = sms;
  const findings = [
    ...checkCountries('prices', Object.keys(prices)),
    ...checkCountries('originations', Object.keys(originations)),
    ...checkCountries('countries', countries),
    ...Object.entries(originations).flatMap(([country, origination]) =>
      checkOrigination(country, origination),
    ),
  ];
  const warn = (field: string, remedy: string) =>
    findings.push({ segments: ['sms', field], remedy, code: 'missing', severity: 'warning' });
  if (dailySpend !== undefined && dailyParts === undefined)
    warn(
      'dailySpend',
      'Messages to countries without a known price do not count for "dailySpend": add "dailyParts", which counts all of them.',
    );
  const hasNight = quietHours?.windows.some(({ channels }) => channels?.includes('sms') ?? true) ?? false;
  if ((dailyParts ?? dailySpend) !== undefined && !hasNight)
    warn(
      dailyParts === undefined ? 'dailySpend' : 'dailyParts',
      'What exceeds the ceiling is sent after midnight UTC, thus at night in many countries: add quiet hours for SMS (quietHours.windows).',
    );
  return findings;
}

/** A code that no number has is never found. */
function checkCountries(field: string, countries: readonly string[]): Finding[] {
  return countries
    .filter((country) => country !== 'default' && !isPhoneCountry(country))
    .map((country) => {
      const hint = country === 'UK' ? 'GB for the United Kingdom' : 'IT for Italy';
      const remedy = `No phone number has the country ${country}, so this has no effect: write an ISO 3166 code, such as ${hint}.`;
      return { segments: ['sms', field, country], received: country, remedy, code: 'wrong_value' };
    });
}

/** The alphabet of GSM's alphanumeric address, as far as AWS accepts it. */
const senderIdForm = /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/;

/** A number in E.164, or a short code. */
const numberForm = /^(?:\+[1-9]\d{6,14}|\d{3,8})$/;

function checkOrigination(country: string, origination: string): Finding[] {
  const kind = classifyOrigination(origination);
  const segments = ['sms', 'originations', country];
  const explain = (remedy: string): Finding[] => [
    { segments, received: origination, remedy, code: 'wrong_value' },
  ];
  if (kind === 'number' && !numberForm.test(origination))
    return explain(
      'A number begins with "+" and the calling code, such as +390212345678; a short code has 3 to 8 digits.',
    );
  if ((kind === 'pool' || kind === 'number-id') && origination.endsWith('-'))
    return explain(`An id follows "${origination}": copy it from End User Messaging.`);
  if (kind !== 'sender-id') return [];
  if (!senderIdForm.test(origination))
    return explain(
      'A sender id has 1 to 11 letters, digits or hyphens, at least one of them a letter. Other originations are a number (+390212345678), a short code, a pool (pool-...) or a number id (phone-...).',
    );
  if (countriesWithoutSenderIds.has(country))
    return explain(
      `No sender id is shown in ${country}: send from a number of that country, or from a pool.`,
    );
  return [];
}
