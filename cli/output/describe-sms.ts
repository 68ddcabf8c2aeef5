/** What an SMS, or a campaign of them, is billed by, in words. */
import type { SmsEstimate } from '../../app/inspect/campaigns/estimate-sms.ts';
import type { SmsRefusal } from '../../app/simulate/find-sms-refusal.ts';
import {
  countSmsParts,
  defaultMaxParts,
  listUnicodeCharacters,
  longestSms,
} from '../../engine/channels/count-sms-parts.ts';
import { billSms, millicentsPerDollar, type SmsPriceOverrides } from '../../engine/channels/sms-prices.ts';
import { nameCharacter } from '../../engine/config/check/check-sms-characters.ts';
import type { SmsPolicy } from '../../engine/model/documents/policy-document.ts';
import { formatCount, formatTable } from './format-table.ts';
import { explainReason } from './reason-words.ts';

/** `phone`: the person's number, where one is known. */
export function describeSms(body: string, phone: string | undefined, prices?: SmsPriceOverrides): string[] {
  const { encoding, parts } = countSmsParts(body);
  return [
    `${formatCount(parts, 'part')} (${encoding}), ${formatCount([...body].length, 'character')}`,
    ...explainUnicode(body, parts),
    ...(phone === undefined ? [] : [describePrice(body, phone, prices)]),
  ];
}

/** `NOT sent: ... (too_many_parts). The text has 4 parts, and the policy allows 3 (sms.maxParts).` */
export function describeSmsRefusal(
  { reason, cause }: SmsRefusal,
  parts: number,
  { maxParts = defaultMaxParts }: SmsPolicy = {},
): string {
  const causes: Readonly<Record<SmsRefusal['cause'], string>> = {
    country:
      'The policy names the countries that get SMS, and the number is of none of them (sms.countries).',
    max_parts: `The text has ${formatCount(parts, 'part')}, and the policy allows ${maxParts} (sms.maxParts).`,
    daily_ceiling: 'It takes more than a whole day has (sms.dailyParts or sms.dailySpend of the policy).',
    too_long: `AWS sends at most ${longestSms.toLocaleString('en-US')} characters.`,
    empty: 'The text is empty for this person, and AWS sends none without a visible character.',
  };
  return `NOT sent: ${explainReason(reason)}. ${causes[cause]}`;
}

function explainUnicode(body: string, parts: number): string[] {
  const characters = listUnicodeCharacters(body);
  if (characters.length === 0) return [];
  const named = characters.slice(0, 10).map(nameCharacter);
  const more = characters.length > named.length ? ` and ${characters.length - named.length} more` : '';
  const without = characters.reduce((text, character) => text.replaceAll(character, 'x'), body);
  const fewer = countSmsParts(without).parts;
  const effect = fewer < parts ? ` With GSM characters instead: ${formatCount(fewer, 'part')}.` : '';
  return [`Unicode because of ${named.join(', ')}${more}.${effect}`];
}

function describePrice(body: string, phone: string, prices: SmsPriceOverrides | undefined): string {
  const { country = 'an unknown country', millicents } = billSms(phone, body, prices);
  return millicents === undefined
    ? `Price to ${country}: not known. Add it to the policy: sms: { prices: { ... } }.`
    : `Price to ${country}: ${formatDollars(millicents)}, without carrier fees`;
}

/** `$0.00581`. */
export function formatDollars(millicents: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 5 };
  return `$${(millicents / millicentsPerDollar).toLocaleString('en-US', digits)}`;
}

export function formatSmsEstimates(estimates: readonly SmsEstimate[]): string[] {
  if (estimates.length === 0) return [];
  const rows = estimates.map(({ country, people, parts, price }) => [
    country,
    people.toLocaleString('en-US'),
    parts.toLocaleString('en-US'),
    price === undefined ? 'not known' : formatDollars(price),
    price === undefined ? 'not known' : formatDollars(price * parts),
  ]);
  const total = estimates.reduce((sum, { price = 0, parts }) => sum + price * parts, 0);
  const isPartial = estimates.some(({ price }) => price === undefined);
  const sampled = estimates.reduce((sum, estimate) => sum + estimate.sampled, 0);
  return [
    `SMS by country, with the parts of ${formatCount(sampled, 'rendered message')}:`,
    ...formatTable([['country', 'people', 'parts', 'per part', 'price'], ...rows], '  '),
    `Price: ${isPartial ? 'at least ' : ''}${formatDollars(total)}, without carrier fees.${isPartial ? ' Add the other prices to the policy: sms: { prices: { ... } }.' : ''}`,
  ];
}
