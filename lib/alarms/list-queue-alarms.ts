/** Messages that wait too long or exhaust their retries. */
import { Duration } from 'aws-cdk-lib';
import { HOUR } from '../../engine/base/time-units.ts';
import type { Undelivered } from '../undelivered.ts';
import type { WorkQueue } from '../work-queue.ts';
import type { AlarmRule } from './alarm-rule.ts';

/** Seconds. An event should update its profile within minutes; a channel may wait for its provider's rate, a campaign for all messages before it. */
const longestDelay: Readonly<Record<string, number>> = {
  profile: 300,
  // Reports of a campaign arrive in bursts, and a report that follows a crash waits five minutes.
  feedback: 1800,
  partner: 300,
  // Until then, messages go out to a number that has texted STOP.
  'inbound-sms': 300,
  rejected: HOUR / 1000,
  'fan-out': HOUR / 1000,
  bulk: (4 * HOUR) / 1000,
};
const longestChannelDelay = 1800;
/** A person waits for a transactional message. */
const longestTransactionalDelay = 300;

/** `queues` by name: `profile`, `email`, `email-transactional`, ... */
export function listQueueAlarms(
  queues: Readonly<Record<string, WorkQueue>>,
  undelivered: Undelivered,
): AlarmRule[] {
  return [
    ...Object.entries(queues).flatMap(([name, queue]) => watchQueue(name, queue)),
    {
      name: 'undelivered',
      metric: undelivered.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      meaning: 'EventBridge could not deliver an event, or a scheduled invocation failed.',
      threshold: 0,
    },
  ];
}

function watchQueue(name: string, { queue, deadLetters }: WorkQueue): AlarmRule[] {
  const period = Duration.minutes(1);
  return [
    {
      name: `${name}-dead-letters`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
      meaning: `Messages on the ${name} queue exhausted their retries.`,
      threshold: 0,
    },
    {
      name: `${name}-delay`,
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period }),
      meaning: `The consumer of the ${name} queue does not keep up: the oldest message waits too long.`,
      threshold:
        longestDelay[name] ??
        (name.endsWith('-transactional') ? longestTransactionalDelay : longestChannelDelay),
      periods: 3,
    },
  ];
}
