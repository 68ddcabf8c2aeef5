/** Messages that are not sent, and the sender reputation at SES. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addUpOwn, countOwn } from './metrics.ts';

/** `senders`: those of each channel, and call-webhook. */
export function listSendingAlarms(senders: readonly PercorsoFunction[]): AlarmRule[] {
  return [
    ...senders.map(watchFailures),
    {
      name: 'messages-unknown',
      metric: addUpOwn(senders, 'MessagesUnknown', Duration.minutes(15)),
      meaning: 'More than five messages in 15 minutes have an unknown outcome.',
      threshold: 5,
    },
    {
      name: 'sending-disabled',
      metric: addUpOwn(senders, 'SendingDisabled', Duration.minutes(5)),
      meaning: 'A provider refuses to send for this account: it is paused, suspended, or lacks permission.',
      threshold: 0,
    },
    ...senders.filter(({ name }) => name === 'send-push').map(watchDevices),
    ...watchReputation(),
  ];
}

/**
 * Failures that an operator has to fix: a template, an account, a receiver. Wrong addresses of single recipients are
 * not counted; otherwise every large campaign would fire the alarm.
 */
function watchFailures(sender: PercorsoFunction): AlarmRule {
  const channel = sender.name.replace(/^(?:send|call)-/, '');
  return {
    name: `${channel}-failures`,
    metric: countOwn(sender, 'MessageFaults', { statistic: 'Sum', period: Duration.hours(1) }),
    meaning: `At least three messages of ${sender.name} failed within an hour for reasons other than the address.`,
    threshold: 2,
  };
}

/** Single wrong tokens are normal: apps of developers have those of the sandbox. */
function watchDevices(sendPush: PercorsoFunction): AlarmRule {
  return {
    name: 'push-devices',
    metric: countOwn(sendPush, 'DeviceFaults', { statistic: 'Sum', period: Duration.minutes(15) }),
    meaning:
      'Push services refuse more than ten devices in 15 minutes because of a setting; none is removed.',
    threshold: 10,
  };
}

/** SES rates the account, not the stage: it reviews at 5% bounces or 0.1% complaints. The alarms fire before. */
function watchReputation(): AlarmRule[] {
  const rate = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Maximum', period: Duration.hours(1) });
  return [
    {
      name: 'bounce-rate',
      metric: rate('Reputation.BounceRate'),
      meaning: 'More than 4% of email bounces; at 5% SES reviews the account, at 10% it may stop it.',
      threshold: 0.04,
    },
    {
      name: 'complaint-rate',
      metric: rate('Reputation.ComplaintRate'),
      meaning: 'More than 0.08% of email is reported as spam; at 0.1% SES reviews the account.',
      threshold: 0.0008,
    },
  ];
}
