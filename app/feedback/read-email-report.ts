/** Reads SES events that arrive by EventBridge (source `aws.ses`; SES documents the detail). */

import { keepKnown } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Outcome } from '../../engine/model/outcome-names.ts';
import { classifyReader, describeMachine, type Reader } from './classify-reader.ts';
import { readClick } from './clicks/click-log.ts';
import { type RawEvent, type Report, readMoment, readObject, readTag } from './provider-report.ts';
import { readStream } from './read-stream.ts';

/** Event type → outcome, and the member of `detail` with the particulars. */
const outcomes: Readonly<Record<string, readonly [Outcome, string]>> = {
  Send: ['sent', 'send'],
  Delivery: ['delivered', 'delivery'],
  Bounce: ['bounced', 'bounce'],
  Complaint: ['complained', 'complaint'],
  Open: ['opened', 'open'],
  Click: ['clicked', 'click'],
  Reject: ['failed', 'reject'],
  'Rendering Failure': ['failed', 'failure'],
  DeliveryDelay: ['delayed', 'deliveryDelay'],
};

export function readEmailReport(event: RawEvent): Report | undefined {
  const detail = readObject(event['detail']);
  const mail = readObject(detail['mail']);
  const tags = readObject(mail['tags']);
  const messageId = readTag(tags, 'percorso-message');
  const profileId = readTag(tags, 'percorso-profile');
  const type = String(detail['eventType']);
  const known = Object.hasOwn(outcomes, type) ? outcomes[type] : undefined;
  if (messageId === undefined || profileId === undefined || known === undefined) return undefined;
  const [outcome, member] = known;
  const more = readObject(detail[member]);
  // The recipient took the mail out of the spam folder: the opposite of a complaint.
  if (more['complaintFeedbackType'] === 'not-spam') return undefined;
  const at = readMoment(more['timestamp']) ?? readMoment(event['time']) ?? readMoment(mail['timestamp']);
  if (at === undefined) return undefined;
  const reader = readReader(outcome, more, mail, at);
  const isMachine = reader?.reason !== undefined;
  const properties = keepKnown({
    // Each message has one recipient. A receiving server reports the address that it forwards to, or another spelling.
    address: readTag(mail, 'destination'),
    bounceType: outcome === 'bounced' ? readText(more, ['bounceType'])?.toLowerCase() : undefined,
    isExpired: outcome === 'bounced' && isExpired(more) ? true : undefined,
    endsBounces: outcome === 'delivered' && readTag(tags, 'percorso-bouncing') === 'true' ? true : undefined,
    reason: readText(more, ['bounceSubType', 'complaintFeedbackType', 'delayType', 'reason', 'errorMessage']),
    link: readText(more, ['link']),
    ...(reader === undefined ? {} : { device: reader.device, ...describeMachine(reader.reason) }),
    template: readTag(tags, 'percorso-template'),
    // Tags cannot contain a colon: `journey_win-back` means `journey:win-back`.
    origin: readTag(tags, 'percorso-origin')?.replace('_', ':'),
  });
  const receivedAt = readMoment(event['time']) ?? at;
  return {
    profileId,
    messageId,
    channel: 'email' as const,
    at,
    receivedAt,
    properties,
    outcome: isMachine ? (machineOutcomes[outcome] ?? outcome) : outcome,
    ...omitAbsent({
      stream: readStream(outcome, more, tags),
      click: outcome === 'clicked' && reader !== undefined ? readClick(more, at, reader) : undefined,
    }),
  };
}

const machineOutcomes: Readonly<Partial<Record<Outcome, Outcome>>> = {
  opened: 'machine_opened',
  clicked: 'machine_clicked',
};

/** Who opened or clicked; undefined for the other outcomes. */
function readReader(outcome: Outcome, more: RawEvent, mail: RawEvent, at: number): Reader | undefined {
  if (outcome !== 'opened' && outcome !== 'clicked') return undefined;
  const { userAgent, ipAddress } = more;
  return classifyReader({
    kind: outcome === 'opened' ? 'open' : 'click',
    userAgent: typeof userAgent === 'string' ? userAgent : undefined,
    ipAddress: typeof ipAddress === 'string' ? ipAddress : undefined,
    at,
    sentAt: readMoment(mail['timestamp']),
  });
}

/** SES gave up after hours in which the receiving server did not accept the connection. */
function isExpired(bounce: RawEvent): boolean {
  const recipients = bounce['bouncedRecipients'];
  const { status, diagnosticCode } = readObject(Array.isArray(recipients) ? recipients[0] : undefined);
  return (
    status === '4.4.7' ||
    /\b4\.4\.7\b/.test(String(diagnosticCode ?? '')) ||
    bounce['bounceSubType'] === 'CustomTimeoutExceeded'
  );
}

function readText(more: RawEvent, members: readonly string[]): string | undefined {
  const values = members.map((member) => more[member]);
  return values.find((value): value is string => typeof value === 'string' && value !== '')?.slice(0, 500);
}
