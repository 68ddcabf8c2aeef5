/** Functions that fail, are throttled, or do not run when they should. */
import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { functionProfiles } from '../functions.ts';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addMetrics, addUp, countGoodRuns, countOwn } from './metrics.ts';

export interface WatchedFunctions {
  readonly all: readonly PercorsoFunction[];
  readonly senders: readonly PercorsoFunction[];
  readonly sweepTimers: PercorsoFunction;
  readonly publishConfig: PercorsoFunction;
  readonly startRuns: PercorsoFunction;
  readonly reconcileSuppressions: PercorsoFunction;
}

const ownAlarms: ReadonlySet<string> = new Set([
  'receive-touchpoints',
  'serve-profiles',
  'receive-sign-ups',
  'query-warehouse',
  'partition-lake',
  'erase-people',
]);

export function listFunctionAlarms(functions: WatchedFunctions): AlarmRule[] {
  const { all, startRuns, publishConfig } = functions;
  // It answers by the same provider, and its records return as those of a sender do.
  const senders = [...functions.senders, ...all.filter(({ name }) => name === 'receive-sms')];
  return [
    ...watchGroup(
      'function',
      // CloudWatch sums ten metrics: the two APIs, the trigger, the queries, the lake and erasures have alarms of their own.
      all.filter(({ name }) => !senders.some((one) => one.name === name) && !ownAlarms.has(name)),
    ),
    ...all
      .filter(({ name }) => name === 'receive-sign-ups')
      .map((trigger) => ({
        name: 'sign-ups-lost',
        metric: addMetrics(listLosses(trigger), 'Lost', Duration.minutes(1)),
        meaning: 'Events of Cognito accounts could not be put into the queue and are lost.',
        threshold: 0,
      })),
    ...watchGroup('sender', senders),
    {
      name: 'recursion-stopped',
      metric: addUp(
        all.filter(({ name }) => functionProfiles[name].isRecursive),
        'RecursiveInvocationsDropped',
      ),
      meaning: "Lambda's recursive loop detection stopped a function that sends to its own queue on purpose.",
      threshold: 0,
    },
    ...watchSchedules(functions),
    {
      name: 'runs-missed',
      metric: countOwn(startRuns, 'RunsMissed'),
      meaning: 'A campaign run did not start in time and is skipped.',
      threshold: 0,
    },
    {
      name: 'run-held',
      metric: countOwn(startRuns, 'RunsHeld'),
      meaning: "A campaign run waits for approval: its audience exceeds the policy's maxRecipients.",
      threshold: 0,
    },
    {
      name: 'breaker-open',
      metric: countOwn(publishConfig, 'BreakersOpen', { period: Duration.minutes(5) }),
      meaning: 'Promotional email from a domain is paused: its complaints or bounces exceed the policy.',
      threshold: 0,
    },
    {
      name: 'host-paused',
      metric: countOwn(publishConfig, 'HostsPaused', { period: Duration.minutes(5) }),
      meaning: 'A host that webhooks call fails: the calls to it wait.',
      threshold: 0,
    },
    {
      name: 'config-refused',
      metric: countOwn(publishConfig, 'ConfigProblems'),
      meaning: 'A config document is invalid; its last valid version stays live.',
      threshold: 0,
    },
    {
      name: 'publishing-refused',
      metric: countOwn(publishConfig, 'ConfigRefused'),
      meaning:
        'Publishing was refused because it would remove most live documents; the previous program stays in force.',
      threshold: 0,
    },
  ];
}

/** Two alarms each: CloudWatch sums at most ten metrics. */
function watchGroup(group: string, members: readonly PercorsoFunction[]): AlarmRule[] {
  return [
    {
      name: `${group}-errors`,
      metric: addUp(members, 'Errors'),
      meaning: `A whole invocation of a ${group} failed: it crashed, timed out or ran out of memory.`,
      threshold: 0,
      // A message that crashes its sender is delivered again after six minutes: three failing minutes in a row would never occur.
      periods: 30,
      badPeriods: 3,
    },
    {
      name: `${group}-throttles`,
      metric: addUp(members, 'Throttles'),
      meaning: `Lambda throttled a ${group}: the account has no concurrency left.`,
      threshold: 0,
      periods: 5,
    },
  ];
}

function watchSchedules(functions: WatchedFunctions): AlarmRule[] {
  const stopped = (name: string, one: PercorsoFunction, period: Duration, meaning: string): AlarmRule => ({
    name,
    metric: countGoodRuns(one, period),
    meaning,
    threshold: 1,
    isSilenceReported: true,
  });
  const minutes = Duration.minutes(5);
  return [
    stopped(
      'sweep-stopped',
      functions.sweepTimers,
      minutes,
      'sweep-timers does not run or fails each time: waits never end and held messages stay held.',
    ),
    stopped(
      'runs-stopped',
      functions.startRuns,
      minutes,
      'start-runs does not run or fails each time: no campaign starts and stalled runs do not resume.',
    ),
    stopped(
      'publishing-stopped',
      functions.publishConfig,
      minutes,
      'publish-config does not run or fails each time: edits and emergency pauses do not take effect.',
    ),
    stopped(
      'suppressions-stopped',
      functions.reconcileSuppressions,
      // Each invocation reads the last two hours.
      Duration.hours(2),
      'reconcile-suppressions does not run or fails each time: bounces and complaints that EventBridge lost are not recovered.',
    ),
  ];
}

/** What it counts itself, and what ends it before it can count. */
function listLosses(trigger: PercorsoFunction): readonly Metric[] {
  const period = Duration.minutes(1);
  const failures = ['Errors', 'Throttles'].map((name) =>
    trigger.lambda.metric(name, { statistic: 'Sum', period }),
  );
  return [countOwn(trigger, 'SignUpsLost', { statistic: 'Sum', period }), ...failures];
}
