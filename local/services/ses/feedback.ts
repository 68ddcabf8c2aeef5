/**
 * Sending events as SES publishes them to EventBridge: source `aws.ses`, one detail-type per event type, the record of
 * event publishing as `detail`. Source: SES developer guide, "Monitoring SES events using Amazon EventBridge" and
 * "Examples of event data" (read 2026-11-22).
 */
import type { CloudContext } from '../../service.ts';
import type { Email } from './message.ts';

export type EventType = 'send' | 'delivery' | 'bounce' | 'complaint' | 'open' | 'click';

/** An accepted email and the parts that its events repeat. */
export interface SentEmail {
  readonly messageId: string;
  readonly email: Email;
  /** Epoch milliseconds, virtual. */
  readonly sentAt: number;
  /** The caller: the IAM name in `ses:caller-identity`. */
  readonly caller: string;
}

export const detailTypes: Readonly<Record<EventType, string>> = {
  send: 'Email Sent',
  delivery: 'Email Delivered',
  bounce: 'Email Bounced',
  complaint: 'Email Complaint Received',
  open: 'Email Opened',
  click: 'Email Clicked',
};

const eventNames: Readonly<Record<EventType, string>> = {
  send: 'Send',
  delivery: 'Delivery',
  bounce: 'Bounce',
  complaint: 'Complaint',
  open: 'Open',
  click: 'Click',
};

/** Puts one event on the default bus; `facts` is the object named after the event type. */
export function publish(
  context: CloudContext,
  type: EventType,
  sent: SentEmail,
  facts: Readonly<Record<string, unknown>>,
): void {
  const set = sent.email.configurationSet ?? '';
  context.emitServiceEvent(
    'aws.ses',
    detailTypes[type],
    { eventType: eventNames[type], mail: describeMail(context, sent), [type]: facts },
    [`arn:aws:ses:${context.region}:${context.accountId}:configuration-set/${set}`],
  );
}

export function describeDelivery(context: CloudContext, recipient: string): Record<string, unknown> {
  return {
    timestamp: formatTime(context),
    processingTimeMillis: 546,
    recipients: [recipient],
    smtpResponse: '250 2.6.0 Message received',
    reportingMTA: 'a8-70.smtp-out.amazonses.com',
  };
}

/** `General` for an unknown mailbox, `Suppressed` for SES's own list, `OnAccountSuppressionList` for the account's. */
export function describeBounce(
  context: CloudContext,
  recipient: string,
  subType: 'General' | 'Suppressed' | 'OnAccountSuppressionList',
): Record<string, unknown> {
  const diagnosticCode =
    subType === 'General'
      ? 'smtp; 550 5.1.1 user unknown'
      : 'Amazon SES did not send the message to this address because it is on the suppression list.';
  return {
    feedbackId: `${context.newId()}-000000`,
    bounceType: 'Permanent',
    bounceSubType: subType,
    bouncedRecipients: [{ emailAddress: recipient, action: 'failed', status: '5.1.1', diagnosticCode }],
    timestamp: formatTime(context),
    reportingMTA: subType === 'General' ? 'dns; mta.example.com' : 'dns; amazonses.com',
  };
}

/** `softbounce`: the mailbox is full. `expired`: SES gave up after hours without an answer. */
export function describeSoftBounce(
  context: CloudContext,
  recipient: string,
  kind: 'softbounce' | 'expired',
): Record<string, unknown> {
  const [bounceSubType, status, diagnosticCode] =
    kind === 'expired'
      ? ['General', '4.4.7', 'smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes.']
      : ['MailboxFull', '5.2.2', 'smtp; 552 5.2.2 mailbox full'];
  return {
    feedbackId: `${context.newId()}-000000`,
    bounceType: 'Transient',
    bounceSubType,
    bouncedRecipients: [{ emailAddress: recipient, action: 'failed', status, diagnosticCode }],
    timestamp: formatTime(context),
    reportingMTA: 'dns; mta.example.com',
  };
}

export function describeComplaint(
  context: CloudContext,
  recipient: string,
  subType: 'OnAccountSuppressionList' | null,
): Record<string, unknown> {
  const complaint = {
    feedbackId: `${context.newId()}-000000`,
    complaintSubType: subType,
    complainedRecipients: [{ emailAddress: recipient }],
    timestamp: formatTime(context),
  };
  if (subType !== null) return complaint;
  return {
    ...complaint,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: formatTime(context),
  };
}

/** Opens and clicks; a click has its link. */
export function describeEngagement(context: CloudContext, link?: string): Record<string, unknown> {
  return {
    ipAddress: '192.0.2.1',
    timestamp: formatTime(context),
    userAgent: 'Mozilla/5.0 (local inbox)',
    ...(link !== undefined && { link, linkTags: null }),
  };
}

function describeMail(
  context: CloudContext,
  { messageId, email, sentAt, caller }: SentEmail,
): Record<string, unknown> {
  const domain = email.sender.slice(email.sender.lastIndexOf('@') + 1);
  const tags: Record<string, string[]> = {
    'ses:operation': [email.isRaw ? 'SendRawEmail' : 'SendEmail'],
    'ses:configuration-set': [email.configurationSet ?? ''],
    'ses:source-ip': ['192.0.2.0'],
    'ses:from-domain': [domain],
    'ses:caller-identity': [caller],
  };
  for (const [name, value] of Object.entries(email.tags)) tags[name] = [value];
  return {
    timestamp: new Date(sentAt).toISOString(),
    source: email.source,
    sourceArn: `arn:aws:ses:${context.region}:${context.accountId}:identity/${email.sender}`,
    sendingAccountId: context.accountId,
    messageId,
    destination: [...email.to, ...email.cc, ...email.bcc],
    headersTruncated: false,
    headers: listHeaders(email),
    commonHeaders: {
      from: [email.source],
      to: email.to,
      ...(email.cc.length > 0 && { cc: email.cc }),
      messageId,
      subject: email.subject,
    },
    tags,
  };
}

/** Headers of the sent message, in order. */
export function listHeaders(email: Email): { name: string; value: string }[] {
  return [
    { name: 'From', value: email.source },
    { name: 'To', value: email.to.join(', ') },
    ...(email.cc.length > 0 ? [{ name: 'Cc', value: email.cc.join(', ') }] : []),
    { name: 'Subject', value: email.subject },
    ...(email.isRaw ? [] : [{ name: 'MIME-Version', value: '1.0' }]),
    ...email.headers,
    { name: 'Feedback-ID', value: makeFeedbackId(email) },
  ];
}

/** `a:b:1.<region>.<account>:AmazonSES`: SES's own header, with two values of the sender. */
function makeFeedbackId({ tags }: Email): string {
  const [a = '', b = ''] = ['a', 'b'].map((part) => tags[`ses:feedback-id-${part}`]);
  return `${a}:${b}:1.local.hL0c4lCl0ud=:AmazonSES`;
}

function formatTime(context: CloudContext): string {
  return new Date(context.now()).toISOString();
}
