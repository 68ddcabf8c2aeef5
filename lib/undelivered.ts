/** Where EventBridge and Lambda leave what they could not hand on. */
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pinLogicalId } from './logical-id.ts';
import { createDeadLetterQueue } from './work-queue.ts';

export class Undelivered extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = createDeadLetterQueue(this, 'Queue');
    pinLogicalId(this.queue, 'UndeliveredEvents');
  }

  /** Lets EventBridge leave here what the targets of one rule did not take. */
  acceptRule(ruleArn: string): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      }),
    );
  }
}
