/** Checks of the contact policy beyond its shape. */
import type {
  ContactFrequency,
  FrequencyCap,
  PolicyDocument,
  QuietWindow,
  TimeZonePolicy,
  UnsubscribePolicy,
} from '../../model/documents/policy-document.ts';
import { daysInMonth } from '../../time/calendar.ts';
import { readCountry } from '../../time/country-zone.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { checkIdentity } from './check-identity.ts';
import { checkPageTexts } from './check-page-texts.ts';
import { checkReplyAnswers } from './check-reply-answers.ts';
import { checkReplyWords } from './check-reply-words.ts';
import { checkSensitivePaths } from './check-sensitive.ts';
import { checkSmsPolicy } from './check-sms-policy.ts';
import { checkZone } from './check-times.ts';

export function checkPolicy(policy: PolicyDocument): Finding[] {
  return [
    ...(policy.caps ?? []).flatMap((cap, index) => checkCap(cap, ['caps', index])),
    ...(policy.quietHours?.windows ?? []).flatMap((window, index) =>
      checkWindow(window, ['quietHours', 'windows', index]),
    ),
    ...checkZones(policy.timeZone ?? {}),
    ...checkFrequencies(policy.preferences?.frequencies ?? []),
    ...checkPageTexts(policy.preferences ?? {}),
    ...checkFooters(policy.unsubscribe?.footer),
    ...checkSmsPolicy(policy),
    ...checkIdentity(policy.identity),
    ...checkReplyWords(policy.replies?.words),
    ...checkReplyAnswers(policy.replies?.answers),
    ...checkSensitivePaths(policy),
  ];
}

function checkFooters(footer: UnsubscribePolicy['footer'] = false): Finding[] {
  if (footer === false) return [];
  return Object.entries(footer)
    .filter(([, html]) => !/\{\{-?\s*unsubscribe_url\b/.test(html))
    .map(([locale, html]) => ({
      segments: ['unsubscribe', 'footer', locale],
      received: html,
      remedy: 'A footer needs the link: <a href="{{ unsubscribe_url }}">Unsubscribe</a>.',
      code: 'wrong_value' as const,
    }));
}

function checkFrequencies(frequencies: readonly ContactFrequency[]): Finding[] {
  const at = (index: number): readonly PathSegment[] => ['preferences', 'frequencies', index];
  return frequencies.flatMap((frequency, index) => {
    const { id, limit, within, per } = frequency;
    const isTwice = frequencies.findIndex((other) => other.id === id) < index;
    const remedy = `Two frequencies have the id "${id}": give each one its own.`;
    const twice: Finding[] = isTwice
      ? [{ segments: [...at(index), 'id'], received: id, remedy, code: 'wrong_value' }]
      : [];
    if (limit !== undefined) return [...twice, ...checkCap(frequency, at(index))];
    if (within === undefined && per === undefined) return twice;
    const missing = 'A window needs a limit: add "limit", or remove the window for "no cap".';
    return [
      ...twice,
      { segments: [...at(index), 'limit'], received: undefined, remedy: missing, code: 'missing' },
    ];
  });
}

function checkZones({ countries = {}, fallback }: TimeZonePolicy): Finding[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  return [
    ...checkZone(fallback, ['timeZone', 'fallback']),
    ...Object.entries(countries).flatMap(([code, zone]): Finding[] => {
      const segments = ['timeZone', 'countries', code];
      const known = readCountry(code);
      if (known === code && names.of(code) !== undefined) return checkZone(zone, segments);
      const meant = known === undefined || known === code ? '' : ` Did you mean "${known}"?`;
      const remedy = `"${code}" is not a country code: write an ISO 3166 code, such as IT or US.${meant}`;
      return [{ segments, received: code, remedy, code: 'wrong_value' }];
    }),
  ];
}

function checkCap(
  { within, per }: Pick<FrequencyCap, 'within' | 'per'>,
  segments: readonly PathSegment[],
): Finding[] {
  if ((within === undefined) !== (per === undefined)) return [];
  const remedy =
    'Give exactly one of "within" (a sliding window, such as P7D) and "per" (day, week or month in the person\'s zone).';
  return [
    { segments, received: { within, per }, remedy, code: within === undefined ? 'missing' : 'wrong_value' },
  ];
}

function checkWindow({ from, to, dates }: QuietWindow, at: readonly PathSegment[]): Finding[] {
  const findings = (dates ?? []).flatMap((date, index): Finding[] => {
    if (isDate(date)) return [];
    const remedy = 'A date is written like "2026-12-25", or like "12-25" for that day of every year.';
    return [{ segments: [...at, 'dates', index], received: date, remedy, code: 'wrong_value' }];
  });
  if (from !== to) return findings;
  const remedy =
    'A window with equal start and end is ambiguous (empty or a whole day): for a whole day write from "00:00" to "24:00".';
  return [{ segments: [...at, 'to'], received: to, remedy, code: 'wrong_value' }, ...findings];
}

/** A date without a year is valid for a day of any year. */
const leapYear = 2000;

/** `2026-12-25`, or `12-25`. */
function isDate(text: string): boolean {
  const match = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [, year = leapYear, month = 0, day = 0] = match;
  const isMonth = Number(month) >= 1 && Number(month) <= 12;
  return isMonth && Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month));
}
