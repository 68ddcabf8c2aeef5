/** A queue with its dead-letter queue, the function it feeds and the functions that may write to it. */
import { Duration, Validations } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { omitAbsent } from '../engine/base/omit-absent.ts';
import { AcceptedRules } from './accepted-rules.ts';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';

export interface WorkQueueProps {
  /** Never change it: messages in flight would stay in the old queue. */
  readonly logicalId: string;
  /** Prefix of the variable that carries the queue's address: `EMAIL` → `EMAIL_QUEUE_URL`. */
  readonly variable: string;
  /** The queue's consumer. */
  readonly consumer: PercorsoFunction;
  /** Maximum concurrency of the consumer. */
  readonly concurrency: number;
  /** Deliveries before a message goes to the dead-letter queue. */
  readonly attempts: number;
  /** The consumer changes the visibility timeout of single messages, to retry them after a wait. */
  readonly consumerDelays: boolean;
  /** Messages per invocation; 10 when absent. */
  readonly batchSize?: number;
  /** Seconds that Lambda waits for a full batch; it does not wait when absent. */
  readonly batchingWindow?: number;
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
      // AWS's advice for Lambda: six times the function's timeout; with less, a throttled batch is delivered again while it still runs.
      visibilityTimeout: Duration.seconds(6 * props.consumer.timeout),
      // Shorter than the dead-letter queue's: SQS counts a message's age from its first arrival, also after a move.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.attempts },
    });
    pinLogicalId(this.queue, props.logicalId);
    pinLogicalId(this.deadLetters, `${props.logicalId}DeadLetters`);
    this.#rules = new AcceptedRules(this.queue);
    this.#feed(props);
  }

  /** Sets the queue's address in the function's environment and lets the function send. */
  grantSend(target: PercorsoFunction): void {
    target.setVariable(this.#variable, this.queue.queueUrl);
    target.allow(['sqs:SendMessage'], [this.queue.queueArn]);
  }

  /** Lets EventBridge deliver the events that one rule matches. */
  acceptRule(ruleArn: string): void {
    this.#rules.accept(ruleArn);
  }

  #feed(props: WorkQueueProps): void {
    const { consumer, concurrency, consumerDelays, batchSize = 10, batchingWindow } = props;
    // The first three are the calls of Lambda's poller, made under the function's role.
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
      ...omitAbsent({
        maxBatchingWindow: batchingWindow === undefined ? undefined : Duration.seconds(batchingWindow),
      }),
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'Destinations exist for streams only; failed messages of a queue go to its dead-letter queue.',
    });
    Validations.of(consumer.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Invoked by a queue, never asynchronously: the queue has a dead-letter queue.',
    });
  }
}

/** A dead-letter queue: retention of two weeks, the maximum of SQS. */
export function createDeadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const reason = 'This is a dead-letter queue itself; an alarm watches it.';
  Validations.of(queue).acknowledge(
    { id: 'AwsSolutions-SQS3', reason },
    { id: 'Serverless-SQSRedrivePolicy', reason },
  );
  return queue;
}
