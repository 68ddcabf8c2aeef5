/** Finds the person of a provider's report that names only the provider's own message id. */

import type { AdvanceDependencies } from '../advance/dependencies.ts';
import type { QueueMessage, ReceivedReport } from '../advance/records/queue-message.ts';
import { runBounded, type Settled } from '../runtime/run-bounded.ts';
import { readReceiveCount } from '../runtime/sqs-batch.ts';
import { makeFeedback } from './read-feedback.ts';

/**
 * Deliveries, about a minute in all, until an id counts as foreign: another stage or application of the account sends
 * text messages, too. Our own receipt is written immediately after the provider's answer.
 */
const patience = 4;

const concurrency = 10;

/** No message of this stage has the provider's id yet: the report may have been faster than our own receipt. */
export class ReportUnclaimedError extends Error {
  readonly code = 'report_unclaimed';
  constructor() {
    super('A delivery report names a message that has no receipt yet. Deliver the report again.');
    this.name = 'ReportUnclaimedError';
  }
}

/** In the reports' order: the feedback of each, or the error for which it is retried. */
export function resolveReports(
  dependencies: AdvanceDependencies,
  reports: readonly ReceivedReport[],
): Promise<readonly Settled<QueueMessage>[]> {
  return runBounded(reports, concurrency, async ({ record, report }): Promise<QueueMessage> => {
    const { provider, providerId, ...rest } = report;
    const owner = await dependencies.receipts.find(provider, providerId);
    if (owner !== undefined) {
      const { profileId, messageId, address } = owner;
      // The person may have another number by now, so the receipt's address is used.
      const properties = { address, ...rest.properties };
      const feedback = makeFeedback({ ...rest, profileId, messageId, properties });
      return { kind: 'touchpoint', record, ...feedback };
    }
    if (readReceiveCount(record) <= patience) throw new ReportUnclaimedError();
    dependencies.telemetry.count('ReportsUnclaimed');
    return { kind: 'ignored', record };
  });
}
