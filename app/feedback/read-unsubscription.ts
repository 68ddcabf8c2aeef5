/** Reads what the reader of a message stated by one of its links: a no is an outcome of the message. */

import { keepKnown } from '../../engine/base/json.ts';
import { parseConsentKey } from '../../engine/channels/consent-key.ts';
import { readStatements } from '../../engine/channels/stated-consents.ts';
import { type RawEvent, type Report, readMoment, readObject, readTag } from './provider-report.ts';

/** Undefined for a statement without a no, and for one by a link that belongs to no message. */
export function readUnsubscription(event: RawEvent): Report | undefined {
  const detail = readObject(event['detail']);
  const context = readObject(detail['context']);
  const messageId = readTag(readObject(detail['properties']), 'linkMessageId');
  const profileId = readTag(detail, 'profileId');
  const statements = readStatements(readObject(context['consent'])) ?? [];
  const denied = statements.flatMap(({ key, state }) =>
    state === 'denied' && key !== undefined ? [key] : [],
  );
  const channel = parseConsentKey(denied[0] ?? '')?.channel;
  const at = readMoment(detail['timestamp']) ?? readMoment(event['time']);
  if (messageId === undefined || profileId === undefined || channel === undefined || at === undefined)
    return undefined;
  const reason = readTag(readObject(context['consentSource']), 'form');
  return {
    profileId,
    messageId,
    channel,
    at,
    outcome: 'unsubscribed',
    receivedAt: readMoment(event['time']) ?? at,
    properties: { ...keepKnown({ reason }), consents: denied },
  };
}
