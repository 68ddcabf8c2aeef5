/** Work that waits too long, was given up, or was refused at the door. */
import { Duration } from 'aws-cdk-lib';
import type { Undelivered } from '../undelivered.ts';
import type { WorkQueue } from '../work-queue.ts';
import type { AlarmRule } from './alarm-rule.ts';

/** Seconds. A person should get what they did within minutes; a channel may wait for its provider's rate, a campaign for all before it. */
const longestDelay: Readonly<Record<string, number>> = {
  profile: 300,
  partner: 300,
  rejected: 3600,
  'fan-out': 3600,
  bulk: 14_400,
};
const longestChannelDelay = 1800;
/** A person waits for a transactional message. */
const longestTransactionalDelay = 300;

/** `queues` by the name of the way they are on: `profile`, `email`, `email-transactional`, ... */
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
      meaning: 'EventBridge could not hand on an event, or a scheduled run failed.',
      threshold: 0,
    },
    ...(queues['rejected'] === undefined ? [] : [watchRejections(queues['rejected'])]),
  ];
}

function watchQueue(name: string, { queue, deadLetters }: WorkQueue): AlarmRule[] {
  const period = Duration.minutes(1);
  return [
    {
      name: `${name}-dead-letters`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
      meaning: `Work on the ${name} queue was given up after all its attempts.`,
      threshold: 0,
    },
    {
      name: `${name}-delay`,
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period }),
      meaning: `The ${name} queue does not keep up: its oldest message waits too long.`,
      threshold:
        longestDelay[name] ??
        (name.endsWith('-transactional') ? longestTransactionalDelay : longestChannelDelay),
      periods: 3,
    },
  ];
}

/** One notification per hour with rejections: the first tells which source broke, the next ones would add nothing. */
function watchRejections({ queue }: WorkQueue): AlarmRule {
  return {
    name: 'rejected-events',
    metric: queue.metricNumberOfMessagesSent({ statistic: 'Sum', period: Duration.hours(1) }),
    meaning: 'At least one event of a source system was rejected in the last hour.',
    threshold: 0,
  };
}
