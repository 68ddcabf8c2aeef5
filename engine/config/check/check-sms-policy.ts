/** Checks of the contact policy's part about SMS beyond its shape. */
import { classifyOrigination, countriesWithoutSenderIds } from '../../channels/sms-originations.ts';
import type { SmsPolicy } from '../../model/documents/policy-document.ts';
import type { Finding } from '../problems/problem.ts';

export function checkSmsPolicy({ dailyParts, dailySpend, originations = {} }: SmsPolicy = {}): Finding[] {
  const findings = Object.entries(originations).flatMap(([country, origination]) =>
    checkOrigination(country, origination),
  );
  if (dailySpend === undefined || dailyParts !== undefined) return findings;
  const remedy =
    'Messages to countries without a known price do not count for "dailySpend": add "dailyParts", which counts all of them.';
  return [...findings, { segments: ['sms', 'dailySpend'], remedy, code: 'missing', severity: 'warning' }];
}

/** The alphabet of GSM's alphanumeric address, as far as AWS accepts it. */
const senderIdForm = /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/;

function checkOrigination(country: string, origination: string): Finding[] {
  if (classifyOrigination(origination) !== 'sender-id') return [];
  const segments = ['sms', 'originations', country];
  const explain = (remedy: string): Finding[] => [
    { segments, received: origination, remedy, code: 'wrong_value' },
  ];
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
