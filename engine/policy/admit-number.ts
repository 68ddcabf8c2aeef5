/** Whether an SMS may go to a number: its country, and not a number of our own, which would answer. */
import { findPhoneCountry } from '../channels/phone-country.ts';
import type { SmsPolicy } from '../model/documents/policy-document.ts';
import type { ReasonCode } from '../model/reason-codes.ts';

/** `origination`: of the stage. An origination that is a pool, a number id or an ARN is no known number. */
export function findNumberFault(
  to: string,
  { countries, originations = {} }: SmsPolicy = {},
  origination = '',
): Extract<ReasonCode, 'country_not_allowed' | 'invalid_address'> | undefined {
  const own = [origination, ...Object.values(originations)].map(withoutPlus);
  if (own.includes(withoutPlus(to))) return 'invalid_address';
  if (countries === undefined) return undefined;
  const country = findPhoneCountry(to);
  return country !== undefined && countries.includes(country) ? undefined : 'country_not_allowed';
}

function withoutPlus(number: string): string {
  return number.replace(/^\+/, '');
}
