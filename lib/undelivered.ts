/** Where EventBridge and Lambda leave what they could not hand on. */
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AcceptedRules } from './accepted-rules.ts';
import { pinLogicalId } from './logical-id.ts';
import { createDeadLetterQueue } from './work-queue.ts';

export class Undelivered extends Construct {
  readonly queue: Queue;
  readonly #rules: AcceptedRules;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = createDeadLetterQueue(this, 'Queue');
    pinLogicalId(this.queue, 'UndeliveredEvents');
    this.#rules = new AcceptedRules(this.queue);
  }

  /** Lets EventBridge leave here what the targets of one rule did not take. */
  acceptRule(ruleArn: string): void {
    this.#rules.accept(ruleArn);
  }
}
