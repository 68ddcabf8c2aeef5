/**
 * Keys of quarantined events are `quarantine/<oldest first>/<moment>/<event name>/<id>.json`.
 * Keys of rejected touchpoints: `rejected/<newest first>/<moment>/<code>/<id>.json`. S3 lists keys in ascending order, so
 * the first part counts down: a listing starts with the newest, and moment and code are filtered without a read.
 */

import { RejectedTouchpointUnreadableError } from '../../app/ports/rejected-errors.ts';
import type { RejectedTouchpoint } from '../../app/ports/rejected-store.ts';

export const rejectedPrefix = 'rejected/';
export const quarantinePrefix = 'quarantine/';

/** Epoch milliseconds with 13 digits: until the year 2286. */
const lastMoment = 9_999_999_999_999;
const keyForm = /^(rejected|quarantine)\/(\d{13})\/[^/]+\/([^/]+)\/[^/]+\.json$/;

/** The same for every delivery of the same rejection, so that a repeat overwrites itself. */
export function makeRejectedKey({
  id,
  code,
  receivedAt,
  eventName,
}: Pick<RejectedTouchpoint, 'id' | 'code' | 'receivedAt' | 'eventName'>): string {
  const at = Math.min(Math.max(Math.trunc(receivedAt), 0), lastMoment);
  const moment = `${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  const isApart = eventName !== undefined;
  const order = String(isApart ? at : lastMoment - at).padStart(13, '0');
  const part = encodeURIComponent(eventName ?? code);
  return `${isApart ? quarantinePrefix : rejectedPrefix}${order}/${moment}/${part}/${encodeURIComponent(id)}.json`;
}

/** Parses a key: when the touchpoint was received (epoch ms) and why it was rejected. Undefined for other keys. */
export function readRejectedKey(
  key: string,
): { readonly receivedAt: number; readonly code: string; readonly eventName?: string } | undefined {
  const [, prefix, order, encoded] = keyForm.exec(key) ?? [];
  if (order === undefined || encoded === undefined) return undefined;
  const part = decodeURIComponent(encoded);
  if (prefix === 'rejected') return { receivedAt: lastMoment - Number(order), code: part };
  return { receivedAt: Number(order), code: 'contract_quarantined', eventName: part };
}

export function parseRejected(key: string, text: string | undefined): RejectedTouchpoint {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isRejected =
      typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'RejectedTouchpoint';
    if (isRejected) return value as unknown as RejectedTouchpoint;
  } catch {
    // Reported below, with the key instead of the parser's message, which quotes the data.
  }
  throw new RejectedTouchpointUnreadableError(key);
}
