/** The day's ceilings of promotional SMS: parts, and their price where it is known. */
import { defaultMaxParts } from '../channels/count-sms-parts.ts';
import { millicentsPerDollar, type SmsBill } from '../channels/sms-prices.ts';
import type { SmsPolicy } from '../model/documents/policy-document.ts';
import type { SendMessage } from '../model/effects.ts';

export interface SmsCeiling {
  readonly unit: 'parts' | 'spend';
  /** Of its counter. */
  readonly name: string;
  /** Parts, or millicents. */
  readonly ceiling: number;
}

/** What a message takes of a ceiling; at least 1. */
export interface SmsShare extends SmsCeiling {
  readonly amount: number;
}

export function describeSmsCeilings({ dailyParts, dailySpend }: SmsPolicy = {}): readonly SmsCeiling[] {
  const parts = { unit: 'parts', name: 'sms:parts', ceiling: dailyParts ?? 0 } as const;
  const spend = {
    unit: 'spend',
    name: 'sms:spend',
    ceiling: Math.round((dailySpend ?? 0) * millicentsPerDollar),
  } as const;
  return [...(dailyParts === undefined ? [] : [parts]), ...(dailySpend === undefined ? [] : [spend])];
}

/** A message without a known price takes nothing of the spending. */
export function listSmsShares(policy: SmsPolicy | undefined, bill: SmsBill): readonly SmsShare[] {
  return describeSmsCeilings(policy)
    .map((ceiling) => ({
      ...ceiling,
      amount: ceiling.unit === 'parts' ? bill.parts : (bill.millicents ?? 0),
    }))
    .filter(({ amount }) => amount > 0);
}

/** More parts than the policy allows or, of a promotional message, more than a whole day has. */
export function isSmsTooLong(
  message: Pick<SendMessage, 'class' | 'isTest'>,
  bill: SmsBill,
  policy: SmsPolicy = {},
): boolean {
  if (bill.parts > (policy.maxParts ?? defaultMaxParts)) return true;
  if (message.class !== 'promotional' || message.isTest === true) return false;
  return listSmsShares(policy, bill).some(({ ceiling, amount }) => amount > ceiling);
}
