/** Notes a provider's report in the message ledger and counts it under who had the message sent. */
import { formatUtcDay } from '../../engine/base/time-units.ts';
import { addMeasures, type Counts, measureReport } from '../../engine/model/measures.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import type { FeedbackReport } from '../advance/publication/publication.ts';

/** Three calls, each harmless when repeated: the outcome's time is kept, the batch is named by the report. */
export async function reportFeedback(
  { ledger, statistics }: Pick<AdvanceDependencies, 'ledger' | 'statistics'>,
  { profileId, messageId, touchpointId, outcome, channel, at }: FeedbackReport,
): Promise<void> {
  await ledger.recordOutcome(profileId, messageId, outcome, at);
  // The sender counts it; asking the ledger would be paid for nothing.
  if (measureReport(channel, outcome, true).length === 0) return;
  const message = await ledger.read(profileId, messageId);
  // Gone by its time to live, or never ours: there is nothing to count it under.
  if (message === undefined) return;
  // The ledger keeps one moment per outcome and never changes it: so one report is the first, however often all come.
  const measures = measureReport(channel, outcome, message.outcomes[outcome] === at);
  if (measures.length === 0) return;
  const counts: Counts = {};
  addMeasures(counts, message.origin, measures);
  await statistics.put({ batch: touchpointId, day: formatUtcDay(at), counts });
}
