/** What one part of an SMS costs by country: a dated copy of published figures, which the policy completes and corrects. */
import { omitAbsent } from '../base/omit-absent.ts';
import { countSmsParts } from './count-sms-parts.ts';
import { findPhoneCountry } from './phone-country.ts';

export interface SmsPrice {
  /** For one part, in thousandths of a US cent (0.00001 dollars), the unit of AWS's reports. Carrier fees are extra. */
  readonly millicents: number;
  /** The day that the figure is of, as its source states it. */
  readonly date: string;
  readonly source: string;
}

export const millicentsPerDollar = 100_000;

/**
 * Prices of AWS End User Messaging that a public source states with a date. A country that is missing has no known
 * price: none is estimated. To update: copy the figure of https://aws.amazon.com/end-user-messaging/pricing/ or of a
 * delivery report (`totalMessagePrice` divided by `totalMessageParts`), with its date.
 */
export const smsPrices: Readonly<Record<string, SmsPrice>> = {
  US: {
    millicents: 581,
    date: '2024-10-16',
    source: 'https://docs.aws.amazon.com/sms-voice/latest/userguide/monitor-event-bridge.html',
  },
  CA: {
    millicents: 581,
    date: '2024-04-12',
    source:
      'https://github.com/cds-snc/notification-api/blob/main/app/celery/process_pinpoint_receipts_tasks.py',
  },
  ES: {
    millicents: 6087,
    date: '2025-10-01',
    source: 'https://docs.aws.amazon.com/sms-voice/latest/userguide/monitor-event-bridge.html',
  },
};

/** ISO country → US dollars per part: of the policy, before those of the table. */
export type SmsPriceOverrides = Readonly<Record<string, number>>;

/** Millicents of one part; undefined where neither the policy nor the table has a price. */
export function findSmsPrice(
  country: string | undefined,
  overrides: SmsPriceOverrides = {},
): number | undefined {
  if (country === undefined) return undefined;
  if (Object.hasOwn(overrides, country)) return Math.round((overrides[country] ?? 0) * millicentsPerDollar);
  return Object.hasOwn(smsPrices, country) ? smsPrices[country]?.millicents : undefined;
}

/** What a message is billed by. */
export interface SmsBill {
  readonly parts: number;
  /** ISO code; absent where the number does not determine it. */
  readonly country?: string;
  /** Of all parts; absent where the price is not known. */
  readonly millicents?: number;
}

export function billSms(phone: string, body: string, overrides?: SmsPriceOverrides): SmsBill {
  const { parts } = countSmsParts(body);
  const country = findPhoneCountry(phone);
  const price = findSmsPrice(country, overrides);
  return omitAbsent<SmsBill>({ parts, country, millicents: price === undefined ? undefined : price * parts });
}
