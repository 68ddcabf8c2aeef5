/** Runs a function on a schedule and keeps every run that could not be started or failed. */
import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Undelivered } from './undelivered.ts';

export interface ScheduledInvocation {
  readonly target: PercorsoFunction;
  /** Also how long Lambda retries to start a throttled run: after that the next one is due. */
  readonly every: Duration;
  readonly undelivered: Undelivered;
  /** Retries of a failed run. None where the next run does the same work anyway. */
  readonly retries: 0 | 1 | 2;
}

export function invokeOnSchedule(scope: Construct, id: string, props: ScheduledInvocation): Rule {
  const { target, undelivered } = props;
  const rule = new Rule(scope, id, {
    schedule: Schedule.rate(props.every),
    description: `Runs ${target.lambda.functionName}`,
  });
  rule.addTarget({
    bind: () => ({
      arn: target.lambda.functionArn,
      deadLetterConfig: { arn: undelivered.queue.queueArn },
      targetResource: target.lambda,
    }),
  });
  target.lambda.addPermission(`${id}Schedule`, {
    principal: new ServicePrincipal('events.amazonaws.com'),
    sourceArn: rule.ruleArn,
  });
  undelivered.acceptRule(rule.ruleArn);
  target.keepFailures(undelivered.queue, props.retries, props.every);
  return rule;
}
