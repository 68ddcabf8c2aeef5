/** Reports of one message through `recordFeedback` in memory. */
import { createListenerCache } from '../../app/feedback/listener-cache.ts';
import { type FeedbackDependencies, recordFeedback } from '../../app/feedback/record-feedback.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { type MailReportType, makeMailReport } from './events.ts';
import { createMemoryStack } from './memory-stack.ts';
import { makeMessage } from './sending-setup.ts';

export const now = Date.parse('2026-11-20T10:00:00Z');
export const minute = 60_000;
export const message = makeMessage({ channel: 'email', to: 'anna@example.com' });
const { profileId } = message;

/** `listensTo`: the outcomes that the published program names. */
export async function openFeedbackStack(listensTo: readonly string[] | undefined) {
  const stack = createMemoryStack({ now });
  const pointer = { version: 1, hash: 'h', chunks: 0 };
  await stack.ports.programStore.setCurrent(0, listensTo === undefined ? pointer : { ...pointer, listensTo });
  await stack.ports.ledger.claim(message, 'sender-1', now, 2_000_000_000);
  let invocations = 0;
  const queue = stack.queues.get('feedback');
  return {
    ...stack.ports,
    stack,
    queue,
    report: (type: MailReportType, at = now, more = {}) =>
      queue.sendText(makeMailReport(type, { id: message.id, profileId, at, more })),
    /** One invocation with all that waits; the delays of what comes back. */
    async deliver(changes: Partial<FeedbackDependencies> = {}, at = now) {
      const { ledger, receipts, statistics, uses, queues, programStore } = stack.ports;
      const records = queue.receive();
      const unfinished = await recordFeedback(
        {
          ...{ ledger, receipts, statistics, uses, queues, telemetry: silentTelemetry, random: () => 0.5 },
          listeners: createListenerCache(programStore),
          requestId: `invocation-${++invocations}`,
          ...changes,
        },
        records,
        at,
      );
      queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
      return unfinished.map(({ retryAfter }) => retryAfter);
    },
    forwarded: () =>
      stack.queues
        .get('profile')
        .peek()
        .map((body) => (body['touchpoint'] as { name: string }).name),
  };
}
