/** Turns the reports of SES and End User Messaging about our messages into touchpoints of the recipient. */

import type { JsonObject } from '../../engine/base/json.ts';
import { makeEveryKey } from '../../engine/channels/consent-key.ts';
import type { Channel } from '../../engine/model/channels.ts';
import { outcomeNames } from '../../engine/model/outcome-names.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { ReportedOutcome } from '../ports/queues.ts';
import { type RawEvent, type Report, readObject, type UnclaimedReport } from './provider-report.ts';
import { readEmailReport } from './read-email-report.ts';
import { readLinkClick } from './read-link-click.ts';
import { readPinpointReport } from './read-pinpoint-report.ts';
import { pushOpenName, readPushOpen } from './read-push-open.ts';
import { readSmsReport } from './read-sms-report.ts';
import { readUnsubscription } from './read-unsubscription.ts';
import { isWhatsAppEvent, readWhatsAppReports } from './read-whatsapp-report.ts';

/** These happen more than once per message. */
const repeatable = new Set(['opened', 'clicked', 'machine_opened', 'machine_clicked', 'delayed']);

interface ReportReader {
  recognizes(event: RawEvent): boolean;
  /** None when the report is not about a message of ours (no tags) or has no outcome (still queued). */
  read(event: RawEvent): readonly (Report | UnclaimedReport)[];
}

/** Undefined: the provider reports nothing after its answer. */
const readers: Readonly<Record<Channel, ReportReader | undefined>> = {
  email: readFrom('aws.ses', readEmailReport),
  sms: readFrom('aws.sms-voice', readSmsReport),
  push: undefined,
  whatsapp: { recognizes: isWhatsAppEvent, read: readWhatsAppReports },
};
/** From the systems whose apps get pushes, whatever their source. */
const appReader: ReportReader = {
  recognizes: (event) => readEventName(event) === pushOpenName,
  read: (event) => [readPushOpen(event)].filter((report) => report !== undefined),
};
/** As a touchpoint is named (parse-touchpoint.ts). */
function readEventName({ 'detail-type': detailType, detail }: RawEvent): unknown {
  return String(detailType).toLowerCase() === 'track' ? readObject(detail)['event'] : detailType;
}

const otherReaders = [
  appReader,
  readFrom('percorso', readUnsubscription),
  readFrom('percorso.links', readLinkClick),
  // Pinpoint's own SMS come by a pipe, where the operator made one.
  readFrom('aws.pinpoint', readPinpointReport),
];

/** One record of a provider may report several messages. */
export function readProviderReports(event: RawEvent): readonly (Report | UnclaimedReport)[] {
  const reader = [...otherReaders, ...Object.values(readers)].find((one) => one?.recognizes(event));
  return reader?.read(event) ?? [];
}

function readFrom(
  source: string,
  read: (event: RawEvent) => Report | UnclaimedReport | undefined,
): ReportReader {
  return {
    recognizes: (event) => event['source'] === source,
    read: (event) => [read(event)].filter((report) => report !== undefined),
  };
}

/** Names of the outcomes that reach the profile in any case: they can suppress an address. */
const forwarded: ReadonlySet<string> = new Set([
  outcomeNames.bounced,
  outcomeNames.complained,
  outcomeNames.failed,
]);

/** Also a delivery that ends a row of soft bounces. */
export function isAlwaysForwarded({ name, properties }: Touchpoint): boolean {
  return forwarded.has(name) || properties['endsBounces'] === true;
}

/** Derived from message and outcome: a report that is delivered twice counts once. */
export function nameReport(report: Report): string {
  return [report.messageId, report.outcome, ...distinguish(report)].join(':');
}

/** The report as a touchpoint of the recipient, for the profile queue. */
export function makeOutcome(report: Report): ReportedOutcome {
  return {
    kind: 'ReportedOutcome',
    touchpoint: {
      id: nameReport(report),
      source: 'percorso',
      name: outcomeNames[report.outcome],
      type: 'track',
      profileId: report.profileId,
      traits: {},
      properties: { message: report.messageId, channel: report.channel, ...report.properties },
      context: { origin: 'provider', ...(report.isDeclined && stateNo(report)) },
      occurredAt: report.at,
      receivedAt: report.receivedAt,
    },
  };
}

/** No later message of the channel but those that are no promotion. */
function stateNo({ channel }: Report): JsonObject {
  return { consent: { [makeEveryKey(channel)]: 'denied' }, consentSource: { form: channel } };
}

/**
 * Distinguishes reports of one outcome: a transient bounce must not hide a permanent one. Scanners follow several links
 * in one millisecond. What is known of a message may change why a click is a machine's.
 */
function distinguish({ channel, outcome, at, click, properties }: Report): readonly string[] {
  const reason = properties['machineReason'];
  if (click !== undefined) {
    const more = [reason, properties['isCorrection'] === true ? 'corrected' : undefined];
    return [String(at), click.link, ...more.filter((part) => typeof part === 'string')];
  }
  // The ids of a push are in its payload, and everyone who has them can repeat the tap: the first one counts.
  if (channel === 'push') return typeof properties['device'] === 'string' ? [properties['device']] : [];
  if (repeatable.has(outcome)) return [String(at)];
  return outcome === 'bounced' ? [String(properties['bounceType'])] : [];
}
