/** Notes a provider's report in the message ledger and counts it under who had the message sent. */
import type { AdvanceDependencies } from './dependencies.ts';
import type { FeedbackReport } from './publication.ts';

/** Three calls, each harmless when repeated: the outcome's time is kept, the batch is named by the report. */
export async function reportFeedback(
  { ledger, statistics }: Pick<AdvanceDependencies, 'ledger' | 'statistics'>,
  { profileId, messageId, touchpointId, outcome, channel, at }: FeedbackReport,
): Promise<void> {
  await ledger.recordOutcome(profileId, messageId, outcome, at);
  const message = await ledger.read(profileId, messageId);
  const subject = message?.subject ?? `channel:${channel}`;
  await statistics.put({
    batch: touchpointId,
    day: new Date(at).toISOString().slice(0, 10),
    counts: { [subject]: { [outcome]: 1 } },
  });
}
