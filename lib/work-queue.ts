/** A queue with its dead-letter queue, the function it feeds and the functions that may write to it. */
import { Duration, Validations } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AcceptedRules } from './accepted-rules.ts';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';

export interface WorkQueueProps {
  /** Never change it: messages in flight would stay behind in the old queue. */
  readonly logicalId: string;
  /** Prefix of the variable that carries the queue's address: `EMAIL` → `EMAIL_QUEUE_URL`. */
  readonly variable: string;
  /** The function that works the queue off. */
  readonly consumer: PercorsoFunction;
  /** At most so many invocations at once. */
  readonly concurrency: number;
  /** Deliveries before a message goes to the dead-letter queue. */
  readonly attempts: number;
  /** The consumer hides single messages for longer, to come back to them after a wait. */
  readonly consumerDelays: boolean;
  /** Messages per invocation; 10 when absent. */
  readonly batchSize?: number;
}

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #variable: string;
  readonly #rules: AcceptedRules;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#variable = `${props.variable}_QUEUE_URL`;
    this.deadLetters = createDeadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS's advice for Lambda: six times the function's timeout, or a throttled batch comes back while it still runs.
      visibilityTimeout: Duration.seconds(6 * props.consumer.timeout),
      // Shorter than the dead-letter queue's: SQS counts age from the first arrival, moved or not.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.attempts },
    });
    pinLogicalId(this.queue, props.logicalId);
    pinLogicalId(this.deadLetters, `${props.logicalId}DeadLetters`);
    this.#rules = new AcceptedRules(this.queue);
    this.#feed(props);
  }

  /** Tells the function the queue's address and lets it send. */
  grantSend(target: PercorsoFunction): void {
    target.setVariable(this.#variable, this.queue.queueUrl);
    target.allow(['sqs:SendMessage'], [this.queue.queueArn]);
  }

  /** Lets EventBridge deliver what one rule matches. */
  acceptRule(ruleArn: string): void {
    this.#rules.accept(ruleArn);
  }

  #feed({ consumer, concurrency, consumerDelays, batchSize = 10 }: WorkQueueProps): void {
    // The first three are Lambda's own, made under the function's role.
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    if (consumerDelays) {
      consumer.setVariable(this.#variable, this.queue.queueUrl);
      actions.push('sqs:ChangeMessageVisibility');
    }
    consumer.allow(actions, [this.queue.queueArn]);
    const mapping = new EventSourceMapping(this, 'Feed', {
      target: consumer.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: concurrency,
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'Destinations exist for streams only; what a queue feeds in vain goes to its dead-letter queue.',
    });
    Validations.of(consumer.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Fed by a queue, never invoked asynchronously: the queue has the dead-letter queue.',
    });
  }
}

/** A queue that only collects: two weeks, the most SQS keeps. */
export function createDeadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const reason = 'It is a dead-letter queue itself; an alarm watches it.';
  Validations.of(queue).acknowledge(
    { id: 'AwsSolutions-SQS3', reason },
    { id: 'Serverless-SQSRedrivePolicy', reason },
  );
  return queue;
}
