/** An SQS queue in front of a sender: delivers, waits, delivers again, gives up after twenty deliveries. */
import type { SQSBatchResponse } from 'aws-lambda';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import type { Sender } from '../../app/send/message-sender.ts';
import type { SendingSetup } from './sending-setup.ts';

interface Queued {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
  visibleAt: number;
}

/** Visibility timeout of the channel queues: six times the senders' 60 s. */
const visibility = 360;
const mostDeliveries = 20;
/** Milliseconds; what is older is deleted, here a dead letter so that a test notices. */
const retention = 4 * 86_400_000;
const batchSize = 10;

export interface DrainReport {
  readonly invocations: number;
  /** Bodies in the dead-letter queue. */
  readonly dead: readonly string[];
}

/** Runs the sender until the queue is empty, moving the clock to the next delivery whenever nothing is visible. */
export async function drainQueue(
  setup: SendingSetup,
  send: Sender,
  bodies: readonly unknown[],
  mostInvocations = 500,
): Promise<DrainReport> {
  let queue: Queued[] = bodies.map((body, index) => ({
    id: `m${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    sentAt: setup.clock.now,
    receives: 0,
    visibleAt: setup.clock.now,
  }));
  const dead: string[] = [];
  let invocations = 0;
  let copies = 0;
  while (queue.length > 0) {
    if (invocations > mostInvocations) throw new Error('The queue does not come to rest.');
    const next = Math.min(...queue.map(({ visibleAt }) => visibleAt));
    setup.clock.now = Math.max(setup.clock.now, next);
    const expired = queue.filter(({ sentAt }) => setup.clock.now >= sentAt + retention);
    dead.push(...expired.map(({ body }) => body));
    queue = queue.filter((queued) => !expired.includes(queued));
    const batch = queue.filter(({ visibleAt }) => visibleAt <= setup.clock.now).slice(0, batchSize);
    for (const queued of batch) {
      queued.receives += 1;
      queued.visibleAt = setup.clock.now + visibility * 1000;
    }
    invocations += 1;
    const response = await invoke(setup, send, batch, invocations);
    const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const queued of batch) {
      if (response !== undefined && !failed.has(queued.id)) {
        queue = queue.filter((other) => other !== queued);
        continue;
      }
      const seconds = setup.postponed.get(queued.id);
      if (seconds !== undefined) queued.visibleAt = setup.clock.now + seconds * 1000;
      if (queued.receives >= mostDeliveries) {
        queue = queue.filter((other) => other !== queued);
        dead.push(queued.body);
      }
    }
    setup.postponed.clear();
    for (const { body, delay } of setup.copies.splice(0)) {
      const [sentAt, visibleAt] = [setup.clock.now, setup.clock.now + delay * 1000];
      queue.push({ id: `c${++copies}`, body: JSON.stringify(body), sentAt, receives: 0, visibleAt });
    }
  }
  return { invocations, dead };
}

/** Undefined when the process died: all its records are delivered again after the visibility timeout. */
async function invoke(
  setup: SendingSetup,
  send: Sender,
  batch: readonly Queued[],
  number: number,
): Promise<SQSBatchResponse | undefined> {
  const records = batch.map(({ id, body, receives, sentAt }) => ({
    messageId: id,
    receiptHandle: id,
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) },
  }));
  try {
    const response = await send(records, { requestId: `run-${number}`, telemetry: silentTelemetry });
    return setup.invocation.isDead ? undefined : response;
  } catch (error) {
    if (setup.invocation.isDead) return undefined;
    throw error;
  } finally {
    setup.invocation.isDead = false;
  }
}
