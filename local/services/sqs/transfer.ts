/** Sending, receiving, deleting and hiding SQS messages, one by one and in batches. */

import { omitAbsent } from '../../omit-absent.ts';
import { type CloudContext, ServiceError } from '../../service.ts';
import {
  countBilledRequests,
  hashAttributes,
  largestPayloadBytes,
  type MessageInput,
  readSystemAttributes,
} from './message.ts';
import type { Message, MessageAttribute, Queue } from './queue.ts';

export interface Transfer {
  readonly context: CloudContext;
  readonly queue: Queue;
  /** Stores a message without billing it. */
  store(queue: Queue, input: MessageInput): Message;
}

type Output = Record<string, unknown>;
type Input = Record<string, unknown>;
type Entry = Input & { Id?: string };

const largestBatch = 10;

export function sendMessage({ queue, store, context }: Transfer, input: MessageInput): Output {
  const message = store(queue, readDelay(input));
  context.meter.count('sqs.requests', countBilledRequests(message.size), queue.settings.name);
  return describeSent(message);
}

/** Sends up to ten messages; each failed entry has its own error. Billed as one request by total size. */
export function sendBatch({ queue, context, store }: Transfer, input: Input): Output {
  const entries = readEntries(input);
  const total = entries.reduce(
    (sum, entry) => sum + Buffer.byteLength(String(entry['MessageBody'] ?? '')),
    0,
  );
  if (total > largestPayloadBytes) {
    throw new ServiceError(
      'BatchRequestTooLong',
      400,
      `Batch requests cannot be longer than ${largestPayloadBytes} bytes. You have sent ${total} bytes.`,
      { queryErrorCode: 'AWS.SimpleQueueService.BatchRequestTooLong' },
    );
  }
  context.meter.count('sqs.requests', countBilledRequests(total), queue.settings.name);
  return runBatch(input, (entry) => describeSent(store(queue, readDelay(entry as MessageInput))));
}

/** Long-polls in real time, because clients wait in real time. */
export async function receiveMessage({ queue, context }: Transfer, input: Input): Promise<Output> {
  const count = Number(input['MaxNumberOfMessages'] ?? 1);
  if (!(count >= 1 && count <= largestBatch)) {
    throw new ServiceError(
      'InvalidParameterValue',
      400,
      `Value ${count} for MaxNumberOfMessages is not 1 to 10.`,
    );
  }
  const visibility = input['VisibilityTimeout'];
  const visibilityMs = visibility === undefined ? undefined : Number(visibility) * 1000;
  const wait = Number(input['WaitTimeSeconds'] ?? queue.settings.waitSeconds);
  let taken = queue.receive(count, visibilityMs);
  if (taken.length === 0 && wait > 0) {
    await waitForReady(queue, wait * 1000);
    taken = queue.receive(count, visibilityMs);
  }
  const bytes = taken.reduce((sum, each) => sum + each.size, 0);
  context.meter.count('sqs.requests', countBilledRequests(bytes), queue.settings.name);
  if (taken.length === 0) return {};
  const attributes = wantedNames(input['MessageSystemAttributeNames'] ?? input['AttributeNames']);
  const custom = wantedNames(input['MessageAttributeNames']);
  return {
    Messages: taken.map((message) => describeReceived(message, attributes, custom, context.accountId)),
  };
}

export function deleteMessage({ queue }: Transfer, input: Input): Output {
  queue.delete(readReceipt(input));
  return {};
}

export function changeVisibility({ queue }: Transfer, input: Input): Output {
  const seconds = Number(input['VisibilityTimeout']);
  if (!(seconds >= 0 && seconds <= 43_200)) {
    throw new ServiceError(
      'InvalidParameterValue',
      400,
      `VisibilityTimeout ${seconds} is not 0 to 43200 seconds.`,
    );
  }
  if (!queue.changeVisibility(readReceipt(input), seconds * 1000)) {
    throw new ServiceError(
      'MessageNotInflight',
      400,
      'The message is not in flight, or the handle is an old one.',
      {
        queryErrorCode: 'AWS.SimpleQueueService.MessageNotInflight',
      },
    );
  }
  return {};
}

/** Runs an operation per entry: successes and failures in one response, as SQS batches return. */
export function runBatch(input: Input, run: (entry: Entry) => Output): Output {
  const Successful: Output[] = [];
  const Failed: Output[] = [];
  for (const entry of readEntries(input)) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({
        Id: entry.Id,
        Code: error.code,
        Message: error.message,
        SenderFault: error.status < 500,
      });
    }
  }
  return { Successful, Failed };
}

function readEntries(input: Input): Entry[] {
  const entries = (input['Entries'] ?? []) as Entry[];
  const throwError = (code: string, message: string): never => {
    throw new ServiceError(code, 400, message, { queryErrorCode: `AWS.SimpleQueueService.${code}` });
  };
  if (entries.length === 0)
    throwError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > largestBatch) {
    throwError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) {
    throwError('BatchEntryIdsNotDistinct', 'Two entries of the batch have one Id.');
  }
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id ?? '')) throwError('InvalidBatchEntryId', `Not a batch entry id: ${Id}.`);
  }
  return entries;
}

function readDelay(input: MessageInput): MessageInput {
  const delay = input.DelaySeconds;
  if (delay !== undefined && !(delay >= 0 && delay <= 900)) {
    throw new ServiceError('InvalidParameterValue', 400, `DelaySeconds ${delay} is not 0 to 900.`);
  }
  return input;
}

function readReceipt(input: Input): string {
  const receipt = input['ReceiptHandle'];
  if (typeof receipt === 'string' && receipt !== '') return receipt;
  throw new ServiceError('ReceiptHandleIsInvalid', 400, 'The input receipt handle is invalid.');
}

function wantedNames(names: unknown): (name: string) => boolean {
  const wanted = Array.isArray(names) ? names.map(String) : [];
  return (name) =>
    wanted.some(
      (each) =>
        each === 'All' || each === name || (each.endsWith('.*') && name.startsWith(each.slice(0, -2))),
    );
}

function describeSent(message: Message): Output {
  const attributesHash = hashAttributes(message.attributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5,
    ...omitAbsent({ MD5OfMessageAttributes: attributesHash }),
  };
}

function describeReceived(
  message: Message,
  isWanted: (name: string) => boolean,
  isCustomWanted: (name: string) => boolean,
  accountId: string,
): Output {
  const system = Object.entries(readSystemAttributes(message, accountId)).filter(([name]) => isWanted(name));
  const custom = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => isCustomWanted(name)),
  );
  const customHash = hashAttributes(custom as Record<string, MessageAttribute>);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: message.md5,
    ...omitAbsent({ Attributes: system.length === 0 ? undefined : Object.fromEntries(system) }),
    ...(customHash === undefined ? {} : { MessageAttributes: custom, MD5OfMessageAttributes: customHash }),
  };
}

function waitForReady(queue: Queue, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = queue.onReady(() => finish());
    const timer = setTimeout(() => finish(), ms);
    timer.unref();
    const finish = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
  });
}
