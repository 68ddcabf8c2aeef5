/**
 * Amazon Data Firehose: delivery streams with direct put into S3. Records are buffered by size and by virtual time, and
 * delivered as one object with the rights of the stream's role. What would change the object otherwise is refused.
 */
import { gzipSync } from 'node:zlib';
import type { Deadline } from '../../clock/deadline-heap.ts';
import type { VirtualClock } from '../../clock/virtual-clock.ts';
import type { Access } from '../../iam/access.ts';
import {
  type Call,
  type CloudContext,
  type ResolvedResource,
  type ResourceHandle,
  type Service,
  ServiceError,
} from '../../service.ts';
import type { S3Service } from '../s3/s3.ts';
import { type Destination, readDestination } from './destination.ts';

export interface FirehoseParts {
  readonly clock: VirtualClock;
  readonly access: Access;
  readonly s3: Pick<S3Service, 'handle'>;
}

interface Stream {
  readonly name: string;
  readonly destination: Destination;
  buffered: Uint8Array[];
  bytes: number;
  deadline: Deadline | undefined;
}

const longestRecord = 1_000 * 1024;
const longestCall = 4 * 1024 * 1024;
const mostRecords = 500;
/** Each record is billed as a multiple of this. */
const billedStep = 5 * 1024;
const knownFields = new Set(['DeliveryStreamName', 'Record', 'Records']);

export function createFirehose(context: CloudContext, { clock, access, s3 }: FirehoseParts): Service {
  const streams = new Map<string, Stream>();

  function put({ operation, input }: Call): Record<string, unknown> {
    const unknown = Object.keys(input).find((name) => !knownFields.has(name));
    if (unknown !== undefined) throw invalid(`The local cloud knows no ${unknown} of ${operation}.`);
    const stream = streams.get(String(input['DeliveryStreamName']));
    if (stream === undefined) {
      const message = `Firehose ${String(input['DeliveryStreamName'])} under account ${context.accountId} not found.`;
      throw new ServiceError('ResourceNotFoundException', 400, message);
    }
    const records = operation === 'PutRecord' ? [input['Record']] : input['Records'];
    if (!Array.isArray(records) || records.length === 0 || records.length > mostRecords)
      throw invalid(`Records must have 1 to ${mostRecords} members.`);
    const data = records.map(readData);
    if (data.reduce((sum, { length }) => sum + length, 0) > longestCall)
      throw invalid('Records size exceeds 4 MB limit');
    for (const record of data) {
      const billed = Math.ceil(record.length / billedStep) * billedStep;
      context.meter.count('firehose.ingested-bytes', billed, stream.name);
      add(stream, record);
    }
    const answers = data.map(() => ({ RecordId: context.newId() }));
    return operation === 'PutRecord' ? { ...answers[0] } : { FailedPutCount: 0, RequestResponses: answers };
  }

  function add(stream: Stream, record: Uint8Array): void {
    const { seconds, megabytes } = stream.destination;
    stream.buffered.push(record);
    stream.bytes += record.length;
    stream.deadline ??= clock.setDeadline(context.now() + seconds * 1000, () => {
      stream.deadline = undefined;
      void context.track(deliver(stream));
    });
    if (stream.bytes >= megabytes * 1024 * 1024) void context.track(deliver(stream));
  }

  async function deliver(stream: Stream): Promise<void> {
    if (stream.deadline !== undefined) clock.clearDeadline(stream.deadline);
    stream.deadline = undefined;
    const whole = Buffer.concat(stream.buffered);
    stream.buffered = [];
    stream.bytes = 0;
    if (whole.length === 0) return;
    const { bucket, prefix, extension, isCompressed, role } = stream.destination;
    const moment = new Date(context.now()).toISOString();
    const hour = moment.slice(0, 13).replace(/[-T]/g, '/');
    const time = moment.slice(0, 19).replace(/[T:]/g, '-');
    const key = `${prefix}${hour}/${stream.name}-1-${time}-${context.newId()}${extension}`;
    const resource = `arn:aws:s3:::${bucket}/${key}`;
    if (!access.isRoleAllowed(role, { action: 's3:PutObject', resource }))
      throw new Error(`The role ${role} of the delivery stream ${stream.name} may not write ${resource}.`);
    const input = { Bucket: bucket, Key: key, Body: isCompressed ? gzipSync(whole) : whole };
    await s3.handle({
      ...{ service: 's3', operation: 'PutObject', input, requestId: context.newId() },
      principal: { kind: 'aws', service: 'firehose.amazonaws.com' },
    });
  }

  function create({ logicalId, properties }: ResolvedResource): ResourceHandle {
    const name = String(properties['DeliveryStreamName'] ?? logicalId);
    const destination = readDestination(logicalId, properties, (arn) => access.findRole(arn));
    streams.set(name, { name, destination, buffered: [], bytes: 0, deadline: undefined });
    return { ref: name, attributes: { Arn: nameArn(name) } };
  }

  const nameArn = (name: string) =>
    `arn:aws:firehose:${context.region}:${context.accountId}:deliverystream/${name}`;

  return {
    name: 'firehose',
    resourceTypes: ['AWS::KinesisFirehose::DeliveryStream'],
    operations: new Set(['PutRecord', 'PutRecordBatch']),
    create: async (resource) => create(resource),
    requirements: ({ operation, input }) => [
      { action: `firehose:${operation}`, resource: nameArn(String(input['DeliveryStreamName'])) },
    ],
    handle: async (call) => put(call),
    async reset() {
      for (const stream of streams.values()) {
        if (stream.deadline !== undefined) clock.clearDeadline(stream.deadline);
        Object.assign(stream, { buffered: [], bytes: 0, deadline: undefined });
      }
    },
    close: async () => undefined,
  };
}

function readData(record: unknown): Uint8Array {
  const data = (record as { readonly Data?: unknown } | null | undefined)?.Data;
  if (typeof data !== 'string') throw invalid('Each record must have Data, as base64.');
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > longestRecord) throw invalid('Record size exceeds 1000 KB limit');
  return bytes;
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidArgumentException', 400, message);
}
