/** What becomes of a rendered SMS at sending, as far as its text decides it. */
import { defaultMaxParts, longestSms } from '../../engine/channels/count-sms-parts.ts';
import type { SmsBill } from '../../engine/channels/sms-prices.ts';
import type { SmsPolicy } from '../../engine/model/documents/policy-document.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import { findNumberFault } from '../../engine/policy/admit-number.ts';
import { isSmsTooLong } from '../../engine/policy/sms-ceilings.ts';

export interface SmsRefusal {
  /** Of the message that is sent with this text. */
  readonly reason: Extract<ReasonCode, 'too_many_parts' | 'country_not_allowed' | 'provider_refused'>;
  /** The policy's countries, its `maxParts` or its ceiling of a day; AWS's maximum of characters, or its minimum. */
  readonly cause: 'country' | 'max_parts' | 'daily_ceiling' | 'too_long' | 'empty';
}

/** Of a real message, not of a test; `to`: the number, where it is known. In the order of the sender: the policy before the provider. */
export function findSmsRefusal(
  { class: messageClass, to }: Pick<SendMessage, 'class'> & Partial<Pick<SendMessage, 'to'>>,
  body: string,
  bill: SmsBill,
  policy: SmsPolicy = {},
): SmsRefusal | undefined {
  const { maxParts = defaultMaxParts } = policy;
  if (to !== undefined && findNumberFault(to, policy) === 'country_not_allowed')
    return { reason: 'country_not_allowed', cause: 'country' };
  if (isSmsTooLong({ class: messageClass }, bill, policy))
    return { reason: 'too_many_parts', cause: bill.parts > maxParts ? 'max_parts' : 'daily_ceiling' };
  if ([...body].length > longestSms) return { reason: 'provider_refused', cause: 'too_long' };
  return body.trim() === '' ? { reason: 'provider_refused', cause: 'empty' } : undefined;
}
