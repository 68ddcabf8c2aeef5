/** Reads when a receiver asks to be called again. */
import type { IncomingHttpHeaders } from 'node:http';

/** The three forms of a date in HTTP (RFC 9110, 5.6.7): every recipient must accept them. */
const datePattern =
  /^(?:[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} |[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d )/;

/**
 * Seconds from now, 0 for a moment in the past; undefined without a valid `Retry-After`. A date counts from the
 * receiver's own `Date`, where it has one, so that a wrong clock changes nothing. `now`: epoch ms.
 */
export function readRetryAfter(headers: IncomingHttpHeaders, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const until = readDate(text);
  if (until === undefined) return undefined;
  return Math.max(0, Math.ceil((until - (readDate(headers.date ?? '') ?? now)) / 1000));
}

/** Epoch ms. */
function readDate(text: string): number | undefined {
  if (!datePattern.test(text)) return undefined;
  // The form of asctime has no zone: all three are in UTC.
  const at = Date.parse(/GMT$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : at;
}
