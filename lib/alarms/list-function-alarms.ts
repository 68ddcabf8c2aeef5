/** Functions that fail, are refused, or do not run although they should. */
import { Duration } from 'aws-cdk-lib';
import { functionProfiles } from '../functions.ts';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addUp, countGoodRuns, countOwn } from './metrics.ts';

export interface WatchedFunctions {
  readonly all: readonly PercorsoFunction[];
  readonly senders: readonly PercorsoFunction[];
  readonly sweepTimers: PercorsoFunction;
  readonly publishConfig: PercorsoFunction;
  readonly startRuns: PercorsoFunction;
  readonly reconcileSuppressions: PercorsoFunction;
}

export function listFunctionAlarms(functions: WatchedFunctions): AlarmRule[] {
  const { all, senders, startRuns, publishConfig } = functions;
  return [
    ...watchGroup(
      'function',
      all.filter((one) => !senders.includes(one)),
    ),
    ...watchGroup('sender', senders),
    {
      name: 'recursion-stopped',
      metric: addUp(
        all.filter(({ name }) => functionProfiles[name].isRecursive),
        'RecursiveInvocationsDropped',
      ),
      meaning: 'Lambda stopped a function that sends to its own queue, which it is allowed to do.',
      threshold: 0,
    },
    ...watchSchedules(functions),
    {
      name: 'runs-missed',
      metric: countOwn(startRuns, 'RunsMissed'),
      meaning: 'A run of a campaign was not started in time and is left out.',
      threshold: 0,
    },
    {
      name: 'run-held',
      metric: countOwn(startRuns, 'RunsHeld'),
      meaning:
        'A run of a campaign waits for approval: its audience is larger than maxRecipients of the policy.',
      threshold: 0,
    },
    {
      name: 'config-refused',
      metric: countOwn(publishConfig, 'ConfigProblems'),
      meaning: 'A config document has an error; the last good version of it stays live.',
      threshold: 0,
    },
    {
      name: 'publishing-refused',
      metric: countOwn(publishConfig, 'ConfigRefused'),
      meaning:
        'Publishing would have taken most live documents away and was refused; the old program runs on.',
      threshold: 0,
    },
  ];
}

/** Two alarms each: CloudWatch adds up ten metrics at most. */
function watchGroup(group: string, members: readonly PercorsoFunction[]): AlarmRule[] {
  return [
    {
      name: `${group}-errors`,
      metric: addUp(members, 'Errors'),
      meaning: `A ${group} failed as a whole: crashed, timed out or ran out of memory.`,
      threshold: 0,
      // A message that crashes its sender is delivered again after six minutes: three minutes in a row never come.
      periods: 30,
      badPeriods: 3,
    },
    {
      name: `${group}-throttles`,
      metric: addUp(members, 'Throttles'),
      meaning: `Lambda refused to start a ${group}: the account is out of concurrency.`,
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
      'Due timers are not found: waits do not end and held messages stay held.',
    ),
    stopped(
      'runs-stopped',
      functions.startRuns,
      minutes,
      'Due campaigns are not found: none starts, and one that stands still stays so.',
    ),
    stopped(
      'publishing-stopped',
      functions.publishConfig,
      minutes,
      'Publishing does not run, or fails each time: edits and emergency pauses do not take effect.',
    ),
    stopped(
      'suppressions-stopped',
      functions.reconcileSuppressions,
      // Each run reads two hours back.
      Duration.hours(2),
      'The suppression list of SES is not read: the second way that bounces and complaints arrive is down.',
    ),
  ];
}
