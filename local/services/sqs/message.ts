/** Creates SQS messages from API input, checks their limits and returns them in the form of the API. */

import { createHash, hash } from 'node:crypto';
import { omitAbsent } from '../../omit-absent.ts';
import { ServiceError } from '../../service.ts';
import type { Message, MessageAttribute, Queue } from './queue.ts';

/** Limit of one message, and of all messages of a batch together. */
export const largestPayloadBytes = 1_048_576;
/** A request is billed once per started chunk of payload. */
export const billedChunkBytes = 65_536;

export interface MessageInput {
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Record<string, MessageAttribute>;
  readonly MessageSystemAttributes?: Record<string, MessageAttribute>;
  readonly MessageGroupId?: string;
}

/** `trace` is the trace header of the request. Throws `ServiceError` InvalidParameterValue, MissingParameter or InvalidMessageContents. */
export function makeMessage(
  input: MessageInput,
  queue: Queue,
  { id, now, trace: header }: { id: string; now: number; trace?: string | undefined },
): Message {
  const body = input.MessageBody;
  if (body === undefined || body === '') {
    throw new ServiceError('MissingParameter', 400, 'The request must contain the parameter MessageBody.');
  }
  // The characters XML 1.0 allows, as SQS demands.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(body)) {
    throw new ServiceError('InvalidMessageContents', 400, 'Invalid characters found in the message body.');
  }
  const attributes = input.MessageAttributes ?? {};
  if (Object.keys(attributes).length > 10) {
    throw new ServiceError(
      'InvalidParameterValue',
      400,
      'Number of message attributes exceeds the limit of 10.',
    );
  }
  const size = Buffer.byteLength(body) + measureAttributes(attributes);
  const limit = Math.min(queue.settings.maximumBytes, largestPayloadBytes);
  if (size > limit) {
    throw new ServiceError(
      'InvalidParameterValue',
      400,
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  const trace = input.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue ?? header;
  return {
    id,
    body,
    md5: hash('md5', body),
    attributes,
    system: {
      ...omitAbsent({ AWSTraceHeader: trace, MessageGroupId: input.MessageGroupId }),
    },
    sentAt: now,
    size,
    receiveCount: 0,
    firstReceivedAt: undefined,
    receipt: undefined,
    deadline: undefined,
    state: 'ready',
    repeats: undefined,
  };
}

/** Requests billed for a payload of this number of bytes. */
export function countBilledRequests(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / billedChunkBytes));
}

/** The system attributes of a received message, by API name. */
export function readSystemAttributes(message: Message, senderId: string): Record<string, string> {
  return {
    SenderId: senderId,
    SentTimestamp: String(Math.floor(message.sentAt)),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
    ...message.system,
  };
}

/** MD5 over message attributes, as the SQS developer guide defines it; undefined without attributes. */
export function hashAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const md5 = createHash('md5');
  const update = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    md5.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    update(Buffer.from(name));
    update(Buffer.from(attribute?.DataType ?? ''));
    const isBinary = attribute?.BinaryValue !== undefined;
    md5.update(Buffer.from([isBinary ? 2 : 1]));
    update(
      isBinary
        ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
        : Buffer.from(attribute?.StringValue ?? ''),
    );
  }
  return md5.digest('hex');
}

function measureAttributes(attributes: Readonly<Record<string, MessageAttribute>>): number {
  let size = 0;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType ?? '');
    size += Buffer.byteLength(StringValue ?? '');
    size += BinaryValue === undefined ? 0 : Buffer.byteLength(BinaryValue, 'base64');
  }
  return size;
}
