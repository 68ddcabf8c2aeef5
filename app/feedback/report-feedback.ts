/** Records a provider's report in the message ledger and counts it under the message's origin. */
import { formatUtcDay } from '../../engine/base/time-units.ts';
import { addMeasures, type Counts, measureReport } from '../../engine/model/measures.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import type { FeedbackReport } from '../advance/publication/publication.ts';

/** Three idempotent calls: the ledger keeps the outcome's first time, and the report's id names the batch. */
export async function reportFeedback(
  { ledger, statistics }: Pick<AdvanceDependencies, 'ledger' | 'statistics'>,
  { profileId, messageId, touchpointId, outcome, channel, at }: FeedbackReport,
): Promise<void> {
  await ledger.recordOutcome(profileId, messageId, outcome, at);
  // The sender counts it: a read of the ledger is not needed.
  if (measureReport(channel, outcome, true).length === 0) return;
  const message = await ledger.read(profileId, messageId);
  // The message expired, or another application sent it: there is no origin to count it under.
  if (message === undefined) return;
  // The ledger never changes the time of an outcome: so exactly one report is the first, however often all are repeated.
  const measures = measureReport(channel, outcome, message.outcomes[outcome] === at);
  if (measures.length === 0) return;
  const counts: Counts = {};
  addMeasures(counts, message.origin, measures);
  await statistics.put({ batch: touchpointId, day: formatUtcDay(at), counts });
}
