/** Reads the report of a queue record, and finds the message of a report that names only the provider's own id. */

import type { ProviderReceipts } from '../ports/provider-receipts.ts';
import { decodeBody } from '../ports/queue-body.ts';
import { type QueueRecord, readReceiveCount } from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { type Report, readObject } from './provider-report.ts';
import { readProviderReport } from './read-feedback.ts';

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

/**
 * Undefined when the report is not about a message of this stage, or has no outcome. Throws ReportUnclaimedError, and
 * QueueBodyInvalidError for a record that no provider wrote.
 */
export async function resolveReport(
  {
    receipts,
    telemetry,
  }: { readonly receipts: Pick<ProviderReceipts, 'find'>; readonly telemetry: Telemetry },
  record: QueueRecord,
): Promise<Report | undefined> {
  const body = decodeBody(record.body);
  const report = readProviderReport(body['kind'] === 'ProviderEvent' ? readObject(body['event']) : body);
  if (report === undefined || !('providerId' in report)) return report;
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
