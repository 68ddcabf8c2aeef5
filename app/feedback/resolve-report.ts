/** Reads the reports of a queue record, and finds the message of a report that names only the provider's own id. */

import type { MessageLedger } from '../ports/message-ledger.ts';
import type { ProviderReceipts } from '../ports/provider-receipts.ts';
import { decodeBody } from '../ports/queue-body.ts';
import { type QueueRecord, readReceiveCount } from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { type Report, readObject, type UnclaimedReport } from './provider-report.ts';
import { readProviderReports } from './read-feedback.ts';

/** A report whose message is known, and the record to acknowledge for it. */
export interface ReceivedReport {
  readonly record: QueueRecord;
  readonly report: Report;
}

/**
 * Deliveries, about a minute in all, until an id counts as foreign: another stage or application of the account sends
 * text messages, too. Our own receipt is written immediately after the provider's answer.
 */
const patience = 4;

/** No message of this stage has the provider's id yet: the report may have been faster than our own receipt. */
export class ReportUnclaimedError extends Error {
  readonly code = 'report_unclaimed';
  constructor() {
    super('A delivery report names a message that has no receipt yet. Deliver the report again.');
    this.name = 'ReportUnclaimedError';
  }
}

interface Resolving {
  readonly receipts: Pick<ProviderReceipts, 'find'>;
  readonly ledger: Pick<MessageLedger, 'read'>;
  readonly telemetry: Telemetry;
}

/**
 * Without the reports that are not about a message of this stage or have no outcome. Throws ReportUnclaimedError, and
 * QueueBodyInvalidError for a record that no provider wrote.
 */
export async function resolveReports(resolving: Resolving, record: QueueRecord): Promise<readonly Report[]> {
  const body = decodeBody(record.body);
  const reports = readProviderReports(body['kind'] === 'ProviderEvent' ? readObject(body['event']) : body);
  const resolved = await Promise.all(reports.map((report) => resolve(resolving, report, record)));
  return resolved.filter((report) => report !== undefined);
}

async function resolve(
  { receipts, ledger, telemetry }: Resolving,
  report: Report | UnclaimedReport,
  record: QueueRecord,
): Promise<Report | undefined> {
  if (!('providerId' in report)) {
    if (report.channel === 'push') return checkTap(ledger, report);
    return failures.has(report.outcome) ? checkChannel(ledger, report) : report;
  }
  const { provider, providerId, ...rest } = report;
  const owner = await receipts.find(provider, providerId);
  if (owner !== undefined) {
    const { profileId, messageId, address } = owner;
    // The person may have another number by now, so the receipt's address is used.
    return { ...rest, profileId, messageId, properties: { address, ...rest.properties } };
  }
  if (readReceiveCount(record) <= patience) throw new ReportUnclaimedError();
  telemetry.count('ReportsUnclaimed');
  return undefined;
}

/** Outcomes that can suppress an address. The ledger checks the channel of the others when it records them. */
const failures: ReadonlySet<string> = new Set(['bounced', 'complained', 'failed']);

/** Undefined when the tags of the report name a message of another channel. A message that expired is taken on trust. */
async function checkChannel(ledger: Resolving['ledger'], report: Report): Promise<Report | undefined> {
  const message = await ledger.read(report.profileId, report.messageId, { consistent: false });
  return message === undefined || message.channel === report.channel ? report : undefined;
}

/**
 * Ids and time of a tap come from a device: undefined when the message is no push of the person, and not earlier than
 * the message was claimed.
 */
async function checkTap(ledger: Resolving['ledger'], report: Report): Promise<Report | undefined> {
  const message = await ledger.read(report.profileId, report.messageId);
  if (message?.channel !== 'push') return undefined;
  return { ...report, at: Math.max(report.at, message.claimedAt) };
}
