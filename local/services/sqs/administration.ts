/** Queue attributes and redrive of dead letters. */

import { omitAbsent } from '../../omit-absent.ts';
import { ServiceError } from '../../service.ts';
import type { Queue } from './queue.ts';

/** The requested attributes, or all with `All`. Values are strings, as in the API. */
export function readAttributes(queue: Queue, names: unknown): Record<string, string> {
  const { settings } = queue;
  const depths = queue.depths();
  const all: Record<string, string> = {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(depths.ready),
    ApproximateNumberOfMessagesNotVisible: String(depths.inflight),
    ApproximateNumberOfMessagesDelayed: String(depths.delayed),
    VisibilityTimeout: String(settings.visibilityTimeoutMs / 1000),
    DelaySeconds: String(settings.delayMs / 1000),
    MessageRetentionPeriod: String(settings.retentionMs / 1000),
    MaximumMessageSize: String(settings.maximumBytes),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
    ...omitAbsent({
      RedrivePolicy:
        settings.deadLetterArn === undefined
          ? undefined
          : JSON.stringify({
              deadLetterTargetArn: settings.deadLetterArn,
              maxReceiveCount: settings.maxReceiveCount,
            }),
    }),
  };
  const wanted = Array.isArray(names) ? names.map(String) : [];
  if (wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

/** Moves every message of a dead-letter queue to its destination, or back to its source queue. */
export function startMoveTask(
  source: Queue,
  input: Record<string, unknown>,
  findQueue: (arn: string) => Queue | undefined,
  allQueues: () => Iterable<Queue>,
  taskId: string,
): Record<string, unknown> {
  const isDeadLetter = [...allQueues()].some((queue) => queue.settings.deadLetterArn === source.settings.arn);
  if (!isDeadLetter) {
    throw new ServiceError(
      'InvalidParameterValue',
      400,
      'Source queue must be configured as a dead-letter queue.',
    );
  }
  const destination = input['DestinationArn'];
  if (destination !== undefined && findQueue(String(destination)) === undefined) {
    throw new ServiceError('ResourceNotFoundException', 404, `No queue ${destination}.`);
  }
  for (const message of source.peek()) {
    const origin = destination ?? message.system['DeadLetterQueueSourceArn'];
    const target = findQueue(String(origin ?? ''));
    if (target === undefined) continue;
    source.remove(message);
    const { DeadLetterQueueSourceArn: _origin, ...system } = message.system;
    target.add({ ...message, system, receiveCount: 0, firstReceivedAt: undefined, state: 'ready' }, 0);
  }
  return { TaskHandle: taskId };
}
