/** Amazon SQS: standard queues, own implementation. Factory, resources and the list of operations. */

import type { VirtualClock } from '../../clock/virtual-clock.ts';
import {
  type Call,
  type CloudContext,
  type Requirement,
  type ResolvedResource,
  type ResourceHandle,
  type Service,
  ServiceError,
} from '../../service.ts';
import { TemplateInvalidError } from '../../template/errors.ts';
import { readAttributes, startMoveTask } from './administration.ts';
import { countBilledRequests, type MessageInput, makeMessage } from './message.ts';
import { type Message, Queue } from './queue.ts';
import {
  changeVisibility,
  deleteMessage,
  receiveMessage,
  runBatch,
  sendBatch,
  sendMessage,
} from './transfer.ts';

export interface SqsSettings {
  readonly clock: VirtualClock;
  readonly endpoint: string;
  readonly stackName: string;
  readonly shuffleWindow: number;
}

export interface SqsService extends Service {
  findQueue(arnOrUrlOrName: string): Queue | undefined;
  queues(): readonly Queue[];
  /** Sends on behalf of an AWS service, billed as any request. Throws as `SendMessage` does. */
  deliver(queue: Queue, input: MessageInput): Message;
}

/** IAM action of each operation; batches need the single form. */
const actions: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

const supportedOperations = [
  'SendMessage',
  'SendMessageBatch',
  'ReceiveMessage',
  'DeleteMessage',
  'DeleteMessageBatch',
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'GetQueueUrl',
  'GetQueueAttributes',
  'ListQueues',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'StartMessageMoveTask',
];

/** Creates the SQS service of one cloud. */
export function createSqs(context: CloudContext, settings: SqsSettings): SqsService {
  const byName = new Map<string, Queue>();
  const findQueue = (text: string): Queue | undefined => byName.get(text.split(/[/:]/).at(-1) ?? '');

  const readQueue = (input: Record<string, unknown>): Queue => {
    const text = String(input['QueueUrl'] ?? input['QueueName'] ?? input['SourceArn'] ?? '');
    const queue = findQueue(text);
    if (queue !== undefined) return queue;
    throw new ServiceError('QueueDoesNotExist', 400, `The specified queue does not exist: ${text}.`, {
      queryErrorCode: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  };

  const store = (queue: Queue, input: MessageInput, trace?: string): Message => {
    const message = makeMessage(input, queue, { id: context.newId(), now: context.now(), trace });
    queue.add(message, input.DelaySeconds === undefined ? undefined : input.DelaySeconds * 1000);
    return message;
  };

  const deliver = (queue: Queue, input: MessageInput): Message => {
    const message = store(queue, input);
    context.meter.count('sqs.requests', countBilledRequests(message.size), queue.settings.name);
    return message;
  };

  const createQueue = ({ logicalId, properties }: ResolvedResource): ResourceHandle => {
    if (properties['FifoQueue'] === true) {
      throw new TemplateInvalidError(`Resources.${logicalId}`, 'a FIFO queue', 'use a standard queue here');
    }
    const name = String(properties['QueueName'] ?? `${settings.stackName}-${logicalId}`).slice(0, 80);
    const arn = `arn:aws:sqs:${context.region}:${context.accountId}:${name}`;
    const url = `${settings.endpoint}/${context.accountId}/${name}`;
    const redrive = properties['RedrivePolicy'] as
      | { deadLetterTargetArn: string; maxReceiveCount: number }
      | undefined;
    const deadLetterArn = redrive?.deadLetterTargetArn;
    const queue = new Queue(
      {
        name,
        arn,
        url,
        visibilityTimeoutMs: Number(properties['VisibilityTimeout'] ?? 30) * 1000,
        delayMs: Number(properties['DelaySeconds'] ?? 0) * 1000,
        retentionMs: Number(properties['MessageRetentionPeriod'] ?? 345_600) * 1000,
        maximumBytes: Number(properties['MaximumMessageSize'] ?? 1_048_576),
        waitSeconds: Number(properties['ReceiveMessageWaitTimeSeconds'] ?? 0),
        maxReceiveCount: Number(redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY),
        deadLetterArn,
      },
      {
        clock: settings.clock,
        random: () => context.random(),
        shuffleWindow: settings.shuffleWindow,
        moveToDeadLetter: (message) => {
          const target = findQueue(deadLetterArn ?? '');
          target?.add(
            { ...message, receiveCount: 0, system: { ...message.system, DeadLetterQueueSourceArn: arn } },
            0,
          );
        },
      },
    );
    byName.set(name, queue);
    return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  };

  const run = async (call: Call): Promise<Record<string, unknown>> => {
    const { input, operation } = call;
    if (operation === 'ListQueues') {
      context.meter.count('sqs.requests', 1);
      const prefix = String(input['QueueNamePrefix'] ?? '');
      const found = [...byName.values()].filter((queue) => queue.settings.name.startsWith(prefix));
      return { QueueUrls: found.map((queue) => queue.settings.url) };
    }
    const queue = readQueue(input);
    const transfer = {
      context,
      queue,
      store: (target: Queue, message: MessageInput) => store(target, message, call.trace),
    };
    switch (operation) {
      case 'SendMessage':
        return sendMessage(transfer, input as MessageInput);
      case 'SendMessageBatch':
        return sendBatch(transfer, input);
      case 'ReceiveMessage':
        return receiveMessage(transfer, input);
    }
    context.meter.count('sqs.requests', 1, queue.settings.name);
    switch (operation) {
      case 'DeleteMessage':
        return deleteMessage(transfer, input);
      case 'ChangeMessageVisibility':
        return changeVisibility(transfer, input);
      case 'DeleteMessageBatch':
        return runBatch(input, (entry) => deleteMessage(transfer, entry));
      case 'ChangeMessageVisibilityBatch':
        return runBatch(input, (entry) => changeVisibility(transfer, entry));
      case 'GetQueueUrl':
        return { QueueUrl: queue.settings.url };
      case 'GetQueueAttributes':
        return { Attributes: readAttributes(queue, input['AttributeNames']) };
      case 'ListDeadLetterSourceQueues': {
        const sources = [...byName.values()].filter(
          (each) => each.settings.deadLetterArn === queue.settings.arn,
        );
        return { queueUrls: sources.map((each) => each.settings.url) };
      }
      case 'PurgeQueue':
        queue.purge();
        return {};
      default:
        return startMoveTask(queue, input, findQueue, () => byName.values(), context.newId());
    }
  };

  return {
    name: 'sqs',
    resourceTypes: ['AWS::SQS::Queue'],
    operations: new Set(supportedOperations),
    create: async (resource) => createQueue(resource),
    requirements: ({ operation, input }): Requirement[] => {
      const resource = operation === 'ListQueues' ? '*' : readQueue(input).settings.arn;
      return [{ action: `sqs:${actions[operation] ?? operation}`, resource }];
    },
    handle: run,
    reset: async () => {
      for (const queue of byName.values()) queue.purge();
    },
    close: async () => {},
    findQueue,
    queues: () => [...byName.values()],
    deliver,
  };
}
