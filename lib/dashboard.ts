/** One dashboard per stage: incoming events, queue ages, failures, sent messages, and the units that are billed. */
import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Storage } from './storage.ts';
import type { WorkQueue } from './work-queue.ts';

export interface StageDashboardProps {
  readonly stage: string;
  readonly eventBusName: string;
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly functions: readonly PercorsoFunction[];
  readonly storage: Storage;
  readonly alarms: readonly IAlarm[];
}

const period = Duration.minutes(5);

export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    const { queues, functions } = props;
    new Dashboard(this, 'Dashboard', {
      dashboardName: `percorso-${props.stage}`,
      defaultInterval: Duration.days(1),
      widgets: [
        ...(props.alarms.length === 0
          ? []
          : [[new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24, height: 6 })]]),
        [
          draw('Touchpoints in', Object.entries(queues).slice(0, 1).map(countArrivals)),
          draw('Oldest message (s)', Object.entries(queues).map(measureAge)),
          draw('Dead letters', Object.entries(queues).map(countDeadLetters)),
        ],
        [
          draw('Function errors', measure(functions, 'Errors')),
          draw('Function throttles', measure(functions, 'Throttles')),
          draw('Function duration, p99 (ms)', measure(functions, 'Duration', 'p99')),
        ],
        [
          draw('Messages processed, by channel', Object.entries(queues).slice(1).map(countWorked)),
          draw('Email at SES, whole account', listEmailMetrics()),
          draw('Reputation at SES, whole account', listReputationMetrics()),
        ],
        [
          draw('Cost: events put', [countEvents(props.eventBusName)]),
          draw('Cost: DynamoDB units', listTableMetrics(props.storage)),
          draw('Cost: invocations', measure(functions, 'Invocations')),
        ],
      ],
    });
  }
}

function draw(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, period });
}

function countArrivals([label, { queue }]: [string, WorkQueue]): IMetric {
  return queue.metricNumberOfMessagesSent({ label, period });
}

function countWorked([label, { queue }]: [string, WorkQueue]): IMetric {
  return queue.metricNumberOfMessagesDeleted({ label, period });
}

function measureAge([label, { queue }]: [string, WorkQueue]): IMetric {
  return queue.metricApproximateAgeOfOldestMessage({ label, period });
}

function countDeadLetters([label, { deadLetters }]: [string, WorkQueue]): IMetric {
  return deadLetters.metricApproximateNumberOfMessagesVisible({ label, period });
}

function measure(functions: readonly PercorsoFunction[], name: string, statistic = 'Sum'): IMetric[] {
  return functions.map((target) => target.lambda.metric(name, { label: target.name, statistic, period }));
}

function listEmailMetrics(): IMetric[] {
  return ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'].map((name) => describeEmail(name, 'Sum'));
}

function listReputationMetrics(): IMetric[] {
  const names = ['Reputation.BounceRate', 'Reputation.ComplaintRate'];
  return names.map((name) => describeEmail(name, 'Maximum'));
}

function describeEmail(metricName: string, statistic: string): IMetric {
  return new Metric({ namespace: 'AWS/SES', metricName, statistic, period });
}

function countEvents(eventBusName: string): IMetric {
  return new Metric({
    namespace: 'AWS/Events',
    metricName: 'MatchedEvents',
    dimensionsMap: { EventBusName: eventBusName },
    statistic: 'Sum',
    period,
  });
}

function listTableMetrics(storage: Storage): IMetric[] {
  const { profiles, identities, timeline, config, statistics, runs } = storage;
  return Object.entries({ profiles, identities, timeline, config, statistics, runs }).flatMap(
    ([name, { table }]) => [
      table.metricConsumedReadCapacityUnits({ label: `${name} read`, period }),
      table.metricConsumedWriteCapacityUnits({ label: `${name} write`, period }),
    ],
  );
}
