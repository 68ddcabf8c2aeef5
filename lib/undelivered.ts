/** The failure destination of EventBridge rules and asynchronous Lambda invocations. */
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

  /** Lets EventBridge send to this queue what it could not deliver to the targets of one rule. */
  acceptRule(ruleArn: string): void {
    this.#rules.accept(ruleArn);
  }
}
