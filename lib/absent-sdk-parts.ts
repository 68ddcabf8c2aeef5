/**
 * Stands in for parts of the AWS SDK that no call of ours reaches: event streams (17 KB) and DynamoDB's endpoint
 * discovery (7 KB with its LRU cache), which is off unless asked for. Whoever reaches them is told, not served.
 */

/** A call needs a part of the SDK that lib/bundle.ts leaves out. */
export class SdkPartAbsentError extends Error {
  readonly code = 'sdk_part_absent';
  readonly part: string;
  constructor(part: string) {
    super(`The bundle has no ${part}: take its alias out of lib/bundle.ts, or do not use it.`);
    this.name = 'SdkPartAbsentError';
    this.part = part;
  }
}

/** For `@aws-sdk/endpoint-cache`. Every DynamoDB client makes one; only endpoint discovery would use it. */
export class EndpointCache {
  getEndpoint(): never {
    throw new SdkPartAbsentError('endpoint discovery');
  }

  get(): never {
    throw new SdkPartAbsentError('endpoint discovery');
  }
}

/** For `@smithy/core/event-streams`, which the protocols load when an operation streams events. */
export class EventStreamSerde {
  constructor() {
    throw new SdkPartAbsentError('event streams');
  }
}

export function eventStreamSerdeProvider(): never {
  throw new SdkPartAbsentError('event streams');
}

/** S3's client prepares for event streams when it is made, whether or not it will select from objects. */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}
