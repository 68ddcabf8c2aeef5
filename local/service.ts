/** The interface between the gateway and every emulated AWS service. */
import type { capturedChannels } from './captured-channels.ts';

/**
 * The caller of a call: a Lambda execution role, the developer's shell (allowed everything), or a user who has only the
 * named managed policies of the template (their logical ids).
 */
export type Principal =
  | { readonly kind: 'operator' }
  | { readonly kind: 'person'; readonly policies: readonly string[] }
  | { readonly kind: 'function'; readonly logicalId: string; readonly roleLogicalId: string }
  | { readonly kind: 'aws'; readonly service: string };

/** One API call, decoded from any wire protocol. */
export interface Call {
  /**
   * IAM prefix: `dynamodb`, `sqs`, `events`, `ses`, `mobiletargeting`, `sms-voice`, `social-messaging`, `ssm`, `s3`,
   * `athena`, `firehose`.
   */
  readonly service: string;
  /** API operation name: `PutItem`, `SendMessageBatch`, ... */
  readonly operation: string;
  /**
   * Members by their API names, whatever the wire (path labels, query and headers are folded in).
   * JSON protocols: as on the wire (blobs base64 strings, timestamps epoch seconds); query-string values
   * are strings, lists are arrays. Pinpoint `SendMessages`: `{ ApplicationId, MessageRequest }`.
   * S3: `Body` is a Uint8Array, `Metadata` a map, other headers by member name (`ContentType`, `IfNoneMatch`).
   */
  readonly input: Record<string, unknown>;
  readonly principal: Principal;
  readonly requestId: string;
  /** The request's `X-Amzn-Trace-Id`, which the SDK sets inside a function. */
  readonly trace?: string | undefined;
}

/** IAM actions and resource ARNs that a call needs; all must be allowed, explicit denies win. */
export interface Requirement {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request, for `Condition` blocks (`ses:FromAddress`, `dynamodb:LeadingKeys`, ...). */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A resource of the template after its intrinsics are resolved. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

/** The values of `Ref` and `Fn::GetAtt` for a created resource. */
export interface ResourceHandle {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A billable unit, in the provider's own terms: `dynamodb.write-request-units`, `sqs.requests`, ... */
export interface Meter {
  /** `resource`: where it was spent (table, index, queue, function name), for the breakdown. */
  count(unit: string, quantity: number, resource?: string): void;
}

export interface CapturedMessage {
  readonly id: string;
  readonly channel: keyof typeof capturedChannels;
  readonly provider: 'ses' | 'pinpoint' | 'sms-voice' | 'social-messaging' | 'http';
  readonly from?: string;
  readonly to: string;
  readonly subject?: string;
  /** Text body (SMS body, push body, email text part). */
  readonly text?: string;
  readonly html?: string;
  readonly title?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** All other members of the call, as received. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** The immediate outcome; a later bounce or complaint does not change it. */
  readonly outcome?: 'delivered' | 'bounced' | 'suppressed' | 'failed';
  /** ISO 8601, virtual time. */
  readonly time: string;
}

/** The parts of the cloud that a service may use. Virtual time only: never the machine's clock. */
export interface CloudContext {
  readonly region: string;
  readonly accountId: string;
  now(): number;
  readonly meter: Meter;
  /** A seeded random in [0, 1): the only randomness allowed, so that a printed seed reproduces a run. */
  random(): number;
  /** A new unique id (UUID shape), from the seeded random. */
  newId(): string;
  capture(message: CapturedMessage): void;
  /** Puts an event on the account's default bus as an AWS service does (free of charge). */
  emitServiceEvent(source: string, detailType: string, detail: unknown, resources?: readonly string[]): void;
  /**
   * Publishes to the topics of the stack on which the service (`social-messaging.amazonaws.com`) may publish, and returns
   * their ARNs.
   */
  publish(service: string, message: string): readonly string[];
  /** Registers work that must be finished before the cloud counts as idle. */
  track<T>(work: Promise<T>): Promise<T>;
}

/** An AWS error: the SDKs' code, HTTP status, message. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** Extra members of the error body, such as `Item` or `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>;
  constructor(
    code: string,
    status: number,
    message: string,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

export interface Service {
  /** IAM prefix; equals `Call.service`. */
  readonly name: string;
  /** The CloudFormation types that this service creates. */
  readonly resourceTypes: readonly string[];
  /** Supported operations; the gateway refuses and reports all others. */
  readonly operations: ReadonlySet<string>;
  create(resource: ResolvedResource): Promise<ResourceHandle>;
  requirements(call: Call): readonly Requirement[];
  /**
   * The output by API member names; the gateway encodes it. S3 `GetObject` returns `Body` as Uint8Array, `LastModified` as
   * Date; Pinpoint `SendMessages` returns `{ MessageResponse }`.
   */
  handle(call: Call): Promise<Record<string, unknown>>;
  /** Deletes data, keeps resources. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a service of a cloud: each service file exports one of these, and no default. */
export type ServiceFactory = (context: CloudContext) => Service | Promise<Service>;
