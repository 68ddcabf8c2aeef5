/** What is wrong with times in documents, as a remedy for the author; undefined = nothing is. */

import { parseMoment } from '../../time/calendar.ts';
import { isZone } from '../../time/zone-offset.ts';

/** An IANA name; a caller that allows `recipient` handles it before. */
export function explainZone(text: string): string | undefined {
  if (isZone(text)) return undefined;
  if (/^(?:UTC|GMT)?[+-]\d/i.test(text)) {
    return 'Use an IANA name such as Europe/Rome: an offset does not follow daylight saving time.';
  }
  return 'Use an IANA time zone name such as Europe/Rome or America/New_York.';
}

/** A date, or date and time, with or without offset. */
export function explainMoment(text: string): string | undefined {
  if (parseMoment(text) !== undefined) return undefined;
  return 'Write an existing ISO 8601 moment: 2026-12-24T18:00 in local time, or 2026-12-24T18:00+01:00.';
}
