/** The failure destination of EventBridge rules, topics and asynchronous Lambda invocations. */
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AcceptedRules } from './accepted-rules.ts';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { createDeadLetterQueue, type WorkQueue } from './work-queue.ts';

export class Undelivered extends Construct {
  readonly queue: Queue;
  readonly #rules: AcceptedRules;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = createDeadLetterQueue(this, 'Queue');
    pinLogicalId(this.queue, 'UndeliveredEvents');
    this.#rules = new AcceptedRules(this.queue);
  }

  /** Lets EventBridge send to this queue what it could not deliver to the targets of one rule. */
  acceptRule(ruleArn: string): void {
    this.#rules.accept(ruleArn);
  }

  /** Delivers the events that the rule matches to the queue, and keeps here those that it cannot deliver. */
  deliver(rule: Rule, queue: WorkQueue): void {
    // A target class of our own: the CDK's also lets EventBridge read the queue's attributes.
    rule.addTarget({
      bind: () => ({
        arn: queue.queue.queueArn,
        deadLetterConfig: { arn: this.queue.queueArn },
        targetResource: queue.queue,
      }),
    });
    queue.acceptRule(rule.ruleArn);
    this.acceptRule(rule.ruleArn);
  }

  /** For messages to a queue that this stage does not have: `variable` has the address of this queue instead. */
  replaceQueue(target: PercorsoFunction, variable: string): void {
    target.setVariable(variable, this.queue.queueUrl);
    target.allow(['sqs:SendMessage'], [this.queue.queueArn]);
  }
}
