/** The alarms. Each has a section of its name in docs/runbook.md: what it means, where to look, how to fix it. */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Settings } from './settings.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export interface AlarmsProps {
  readonly settings: Settings;
  /** By the name of the way they are on: `profile`, `email`, ... */
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly undelivered: Undelivered;
  readonly functions: readonly PercorsoFunction[];
  readonly sweepTimers: PercorsoFunction;
  readonly publishConfig: PercorsoFunction;
  readonly startWalks: PercorsoFunction;
}

interface AlarmRule {
  readonly metric: IMetric;
  readonly meaning: string;
  /** Rings when the metric is above it; for `below`, when it is under. */
  readonly threshold: number;
  readonly below?: boolean;
  /** Minutes, or hours for rates, that must be bad in a row. */
  readonly periods?: number;
}

/** Seconds. A person should get what they did within minutes; a channel may wait for its provider's rate, a campaign for all before it. */
const longestDelay: Readonly<Record<string, number>> = {
  profile: 300,
  rejected: 3600,
  walk: 3600,
  bulk: 14_400,
};
const longestChannelDelay = 1800;
/** A person waits for a transactional message. */
const longestTransactionalDelay = 300;

export class Alarms extends Construct {
  readonly #settings: Settings;
  readonly #action: SnsAction | undefined;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#settings = props.settings;
    const { alarmTopicArn } = props.settings;
    this.#action = alarmTopicArn
      ? new SnsAction(Topic.fromTopicArn(this, 'Topic', alarmTopicArn))
      : undefined;
    for (const [name, queue] of Object.entries(props.queues)) this.#watchQueue(name, queue);
    this.#create('undelivered', {
      metric: props.undelivered.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      meaning: 'EventBridge could not hand on an event, or a scheduled run failed.',
      threshold: 0,
    });
    this.#watchFunctions(props);
    this.#watchReputation();
  }

  #watchQueue(name: string, { queue, deadLetters }: WorkQueue): void {
    const period = Duration.minutes(1);
    this.#create(`${name}-dead-letters`, {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
      meaning: `Work on the ${name} queue was given up after all its attempts.`,
      threshold: 0,
    });
    this.#create(`${name}-delay`, {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period }),
      meaning: `The ${name} queue does not keep up: its oldest message waits too long.`,
      threshold:
        longestDelay[name] ??
        (name.endsWith('-transactional') ? longestTransactionalDelay : longestChannelDelay),
      periods: 3,
    });
  }

  #watchFunctions({ functions, sweepTimers, publishConfig, startWalks }: AlarmsProps): void {
    const isSender = ({ name }: PercorsoFunction) => name.startsWith('send-') || name === 'call-webhook';
    // Two alarms each: CloudWatch adds up ten metrics at most.
    const groups = {
      function: functions.filter((one) => !isSender(one)),
      sender: functions.filter(isSender),
    };
    for (const [group, members] of Object.entries(groups)) {
      this.#create(`${group}-errors`, {
        metric: addUp(members, 'Errors'),
        meaning: `A ${group} failed as a whole: crashed, timed out or ran out of memory.`,
        threshold: 0,
        periods: 3,
      });
      this.#create(`${group}-throttles`, {
        metric: addUp(members, 'Throttles'),
        meaning: `Lambda refused to start a ${group}: the account is out of concurrency.`,
        threshold: 0,
        periods: 5,
      });
    }
    this.#create('sweep-stopped', {
      metric: sweepTimers.lambda.metricInvocations({ statistic: 'Sum', period: Duration.minutes(5) }),
      meaning: 'Nobody looks for due timers: waits do not end and held messages stay held.',
      threshold: 1,
      below: true,
    });
    this.#create('walks-stopped', {
      metric: startWalks.lambda.metricInvocations({ statistic: 'Sum', period: Duration.minutes(5) }),
      meaning: 'Nobody looks for due campaigns: none starts, and one that stands still stays so.',
      threshold: 1,
      below: true,
    });
    this.#create('walks-missed', {
      metric: countOwn(startWalks, 'WalksMissed'),
      meaning: 'A run of a campaign was not started in time and is left out.',
      threshold: 0,
    });
    this.#create('config-refused', {
      metric: countOwn(publishConfig, 'ConfigProblems'),
      meaning: 'A config document has an error; the last good version of it stays live.',
      threshold: 0,
    });
    this.#create('publishing-refused', {
      metric: countOwn(publishConfig, 'ConfigRefused'),
      meaning:
        'Publishing would have taken most live documents away and was refused; the old program runs on.',
      threshold: 0,
    });
  }

  /** SES judges the account, not the stage: under review at 5% bounces or 0.1% complaints. Ring before. */
  #watchReputation(): void {
    const rate = (metricName: string) =>
      new Metric({
        namespace: 'AWS/SES',
        metricName,
        statistic: 'Maximum',
        period: Duration.hours(1),
      });
    this.#create('bounce-rate', {
      metric: rate('Reputation.BounceRate'),
      meaning: 'More than 4% of email bounces; at 5% SES reviews the account, at 10% it may stop it.',
      threshold: 0.04,
    });
    this.#create('complaint-rate', {
      metric: rate('Reputation.ComplaintRate'),
      meaning: 'More than 0.08% of email is reported as spam; at 0.1% SES reviews the account.',
      threshold: 0.0008,
    });
  }

  #create(name: string, rule: AlarmRule): void {
    const alarm = new Alarm(this, name, {
      alarmName: `percorso-${this.#settings.stage}-${name}`,
      alarmDescription: `${rule.meaning} What to do: docs/runbook.md#${name}`,
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: rule.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: rule.periods ?? 1,
      // Silence is health, except where something must happen every minute.
      treatMissingData: rule.below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (this.#action === undefined) return;
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
  }
}

function addUp(functions: readonly PercorsoFunction[], metricName: string): MathExpression {
  const period = Duration.minutes(1);
  const usingMetrics = Object.fromEntries(
    functions.map(({ lambda }, index) => [
      `m${index}`,
      lambda.metric(metricName, { statistic: 'Sum', period }),
    ]),
  );
  return new MathExpression({
    expression: 'SUM(METRICS())',
    label: metricName,
    usingMetrics,
    period,
  });
}

/** functions/shared/telemetry.ts counts under the function's own name. */
function countOwn({ lambda }: PercorsoFunction, metricName: string): Metric {
  return new Metric({
    namespace: 'Percorso',
    metricName,
    dimensionsMap: { service: lambda.functionName },
    statistic: 'Maximum',
    period: Duration.minutes(1),
  });
}
