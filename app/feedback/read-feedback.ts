/** Turns the reports of SES and End User Messaging about our messages into touchpoints of the recipient. */
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { Feedback } from '../advance/records/queue-message.ts';
import type { Outcome, RawEvent, Report, UnclaimedReport } from './provider-report.ts';
import { readEmailReport } from './read-email-report.ts';
import { readSmsReport } from './read-sms-report.ts';

const names: Readonly<Record<Outcome, string>> = {
  sent: 'Message Sent',
  delivered: 'Message Delivered',
  bounced: 'Message Bounced',
  complained: 'Message Complained',
  opened: 'Message Opened',
  clicked: 'Message Clicked',
  failed: 'Message Failed',
  delayed: 'Message Delayed',
};

/** These happen more than once per message. */
const repeatable = new Set(['opened', 'clicked', 'delayed']);

export function isProviderReport(event: RawEvent): boolean {
  return event['source'] === 'aws.ses' || event['source'] === 'aws.sms-voice';
}

/** Undefined when the report is not about a message of ours (no tags) or has no outcome (still queued). */
export function readProviderReport(event: RawEvent): Report | UnclaimedReport | undefined {
  return event['source'] === 'aws.ses' ? readEmailReport(event) : readSmsReport(event);
}

/** The id is derived from message and outcome, so a report that is delivered twice counts once. */
export function makeFeedback(report: Report): { touchpoint: Touchpoint; feedback: Feedback } {
  const { messageId, outcome, channel, at } = report;
  const touchpoint: Touchpoint = {
    id: [messageId, outcome, ...distinguish(report)].join(':'),
    source: 'percorso',
    name: names[outcome],
    type: 'track',
    profileId: report.profileId,
    traits: {},
    properties: { message: messageId, channel, ...report.properties },
    context: { origin: 'provider' },
    occurredAt: at,
    receivedAt: report.receivedAt,
  };
  return { touchpoint, feedback: { messageId, outcome, channel } };
}

/** Distinguishes reports of one outcome: a transient bounce must not hide a permanent one. */
function distinguish({ outcome, at, properties }: Report): readonly string[] {
  if (repeatable.has(outcome)) return [String(at)];
  return outcome === 'bounced' ? [String(properties['bounceType'])] : [];
}
