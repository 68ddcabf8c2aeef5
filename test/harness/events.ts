/** Events as EventBridge puts them on the profile queue. */

export interface SampleEvent {
  readonly id: string;
  readonly name: string;
  readonly userId?: string;
  readonly source?: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export function makeEventText({ id, name, userId, source = 'shop.web', at, detail }: SampleEvent): string {
  return JSON.stringify({
    version: '0',
    id: `event-${id}`,
    source,
    'detail-type': name,
    account: '111122223333',
    region: 'eu-south-1',
    time: new Date(at).toISOString(),
    resources: [],
    detail: { messageId: id, ...(userId === undefined ? {} : { userId }), ...detail },
  });
}

export function makeSignUp(id: string, userId: string, at: number): string {
  const traits = { email: `${userId}@example.com`, first_name: userId };
  return makeEventText({ id, name: 'Signed Up', userId, at, detail: { traits } });
}

export function makeOrder(id: string, userId: string, at: number, revenue: number): string {
  return makeEventText({
    id,
    name: 'Order Completed',
    userId,
    at,
    detail: { properties: { revenue, sku: `sku-${id}` } },
  });
}

/** Many touchpoints in one event, as Segment's batch call has them. */
export function makePacked(id: string, at: number, batch: readonly unknown[], context?: unknown): string {
  const event: unknown = JSON.parse(makeEventText({ id, name: 'Batch', at }));
  return JSON.stringify({
    ...Object(event),
    detail: { batch, ...(context === undefined ? {} : { context }) },
  });
}

/** Event type of SES → the member of `detail` with its particulars. */
export const mailMembers = {
  Send: 'send',
  Delivery: 'delivery',
  DeliveryDelay: 'deliveryDelay',
  Bounce: 'bounce',
  Complaint: 'complaint',
  Open: 'open',
  Click: 'click',
  Reject: 'reject',
} as const;
export type MailReportType = keyof typeof mailMembers;

export interface MailReport {
  /** Of our message. */
  readonly id: string;
  readonly profileId: string;
  readonly to?: string;
  /** Epoch ms. */
  readonly at: number;
  /** Further members of the particulars. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Further tags of the message. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/** An event of SES about a message of ours, as EventBridge puts it on the feedback queue. */
export function makeMailReport(
  type: MailReportType,
  { id, profileId, to = 'anna@example.com', at, more, tags }: MailReport,
): string {
  const time = new Date(at).toISOString();
  return JSON.stringify({
    id: `report-${id}-${type}-${at}`,
    source: 'aws.ses',
    'detail-type': `Email ${type}`,
    time,
    detail: {
      eventType: type,
      [mailMembers[type]]: {
        timestamp: time,
        ...(type === 'Bounce' ? { bounceType: 'Permanent' } : {}),
        ...more,
      },
      mail: {
        destination: [to],
        tags: {
          'percorso-message': [id],
          'percorso-profile': [profileId],
          'ses:from-domain': ['shop.example'],
          'ses:configuration-set': ['percorso-test'],
          ...tags,
        },
      },
    },
  });
}

/** A delivery status of End User Messaging as AWS shows it: neither context nor number. */
export function makeTextReport(providerId: string, eventType: string, at: number, isFinal = true): string {
  return JSON.stringify({
    version: '0',
    id: `report-${providerId}-${eventType}`,
    'detail-type': 'Text Message Delivery Status Updated',
    source: 'aws.sms-voice',
    account: '111122223333',
    time: new Date(at).toISOString(),
    region: 'eu-south-1',
    resources: [],
    detail: {
      eventType,
      eventVersion: '1.0',
      eventTimestamp: at,
      isFinal,
      originationPhoneNumber: '+390200000000',
      isoCountryCode: 'IT',
      messageId: providerId,
      messageEncoding: 'GSM',
      messageType: 'TRANSACTIONAL',
      messageStatus: eventType.slice('TEXT_'.length),
      totalMessageParts: 1,
    },
  });
}
