/** Waits until nothing is queued, in flight or running, by real time or by stepping the clock. */

import type { Cloud, IdleOptions, IdleReport } from '../running-cloud.ts';

const pollMs = 20;

export async function idle(cloud: Cloud, { step = false, timeout }: IdleOptions = {}): Promise<IdleReport> {
  const signal = timeout === undefined ? undefined : AbortSignal.timeout(timeout);
  for (;;) {
    await cloud.activity.whenSettled(signal);
    const busy = [...cloud.activity.describe(), ...describePending(cloud)];
    if (busy.length === 0 || signal?.aborted) {
      return { isIdle: busy.length === 0, busy, deadLetters: countDeadLetters(cloud) };
    }
    const next = cloud.clock.nextDeadline();
    if (step && next !== undefined) {
      // Schedules due on the way run too, in order.
      await cloud.advance(next);
    } else {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

/** Work that waits for time: hidden or delayed messages, batching windows, async retries. */
function describePending(cloud: Cloud): string[] {
  const pending: string[] = [];
  for (const queue of cloud.sqs.queues()) {
    if (!queue.hasConsumer) continue;
    const { ready, delayed, inflight } = queue.depths();
    if (ready + delayed + inflight === 0) continue;
    pending.push(`${queue.settings.name}: ${ready} ready, ${inflight} in flight, ${delayed} delayed`);
  }
  const retries = cloud.lambda.pendingRetries();
  if (retries > 0) pending.push(`${retries} asynchronous retries`);
  return pending;
}

export function countDeadLetters(cloud: Cloud): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const queue of cloud.sqs.queues()) {
    const { ready, inflight, delayed } = queue.depths();
    if (!queue.hasConsumer && ready + inflight + delayed > 0)
      counts[queue.settings.name] = ready + inflight + delayed;
  }
  return counts;
}
