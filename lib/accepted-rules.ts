/** The rules and topics that may send to a queue. All rules are in one statement: SQS takes 20 statements, 10 conditions and 8 KB per policy. */
import { Lazy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

export class AcceptedRules {
  readonly #queue: Queue;
  readonly #ruleArns: string[] = [];

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  accept(ruleArn: string): void {
    this.#ruleArns.push(ruleArn);
    if (this.#ruleArns.length > 1) return;
    this.#queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.#queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': Lazy.any({ produce: () => this.#ruleArns }) } },
      }),
    );
  }
}

/** Lets SNS deliver the messages of one topic. */
export function acceptTopic(queue: Queue, topicArn: string): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
    }),
  );
}
