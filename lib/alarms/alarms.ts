/** The alarms. Each has a section of its name in docs/runbook.md: what it means, where to look, how to fix it. */
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type OptionalFunctionName, type RequiredFunctionName, senderNames } from '../functions.ts';
import { nameStream } from '../lake.ts';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import type { Undelivered } from '../undelivered.ts';
import type { WorkQueue } from '../work-queue.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { listFunctionAlarms } from './list-function-alarms.ts';
import { listQueueAlarms } from './list-queue-alarms.ts';
import { listSendingAlarms } from './list-sending-alarms.ts';
import { watchErasures } from './watch-erasures.ts';
import { watchHttpApi, watchProfileApi } from './watch-http-api.ts';
import { watchLake } from './watch-lake.ts';
import { watchPreferences } from './watch-preferences.ts';
import { watchRejections } from './watch-rejections.ts';
import { watchTables } from './watch-tables.ts';
import { watchWarehouse } from './watch-warehouse.ts';

export interface AlarmsProps {
  readonly settings: Settings;
  /** By queue name: `profile`, `email`, ... */
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly undelivered: Undelivered;
  /** The alarms of every stage, and those of its optional parts. */
  readonly functions: Readonly<
    Record<RequiredFunctionName, PercorsoFunction> & Partial<Record<OptionalFunctionName, PercorsoFunction>>
  >;
  readonly storage: Storage;
}

export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];
  readonly #stage: string;
  readonly #action: SnsAction | undefined;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { alarmTopicArn, stage } = props.settings;
    this.#stage = stage;
    this.#action = alarmTopicArn
      ? new SnsAction(Topic.fromTopicArn(this, 'Topic', alarmTopicArn))
      : undefined;
    const { functions } = props;
    const senders = [...senderNames, 'call-webhook' as const].flatMap((name) => functions[name] ?? []);
    const preferences = functions['serve-preferences'];
    const httpApi = functions['receive-touchpoints'];
    const profileApi = functions['serve-profiles'];
    const queries = functions['query-warehouse'];
    const filing = functions['partition-lake'];
    const rules = [
      ...listQueueAlarms(props.queues, props.undelivered),
      ...listFunctionAlarms({
        all: Object.values(functions),
        senders,
        sweepTimers: functions['sweep-timers'],
        publishConfig: functions['publish-config'],
        startRuns: functions['start-runs'],
        reconcileSuppressions: functions['reconcile-suppressions'],
      }),
      ...watchErasures(functions['erase-people']),
      ...watchRejections(functions['keep-rejected']),
      ...listSendingAlarms(senders),
      ...(preferences === undefined ? [] : [watchPreferences(preferences)]),
      ...(httpApi === undefined ? [] : [watchHttpApi(httpApi)]),
      ...(profileApi === undefined ? [] : [watchProfileApi(profileApi)]),
      ...(queries === undefined ? [] : watchWarehouse(queries)),
      ...(filing === undefined ? [] : watchLake(filing, nameStream(stage))),
      watchTables(props.storage),
    ];
    this.alarms = rules.map((rule) => this.#create(rule));
  }

  #create(rule: AlarmRule): Alarm {
    const { name, periods = 1, isSilenceReported = false } = rule;
    const alarm = new Alarm(this, name, {
      alarmName: `percorso-${this.#stage}-${name}`,
      alarmDescription: `${rule.meaning} What to do: docs/runbook.md#${name}`,
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: isSilenceReported
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: rule.badPeriods ?? periods,
      treatMissingData: isSilenceReported ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
    if (this.#action === undefined) return alarm;
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
    // A new alarm has no data, and notifies only when its state changes.
    if (isSilenceReported) alarm.addInsufficientDataAction(this.#action);
    return alarm;
  }
}
