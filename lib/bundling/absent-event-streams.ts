/**
 * Replaces `@smithy/core/event-streams` (17 KB) in Lambda bundles. The protocols load it when an operation streams
 * events, which no operation of ours does.
 */

/** An operation streams events, which lib/bundling/bundle.ts leaves out. */
export class EventStreamsAbsentError extends Error {
  readonly code = 'event_streams_absent';
  constructor() {
    super(
      'The bundle has no event streams: remove their alias from lib/bundling/bundle.ts, or do not use them.',
    );
    this.name = 'EventStreamsAbsentError';
  }
}

export class EventStreamSerde {
  constructor() {
    throw new EventStreamsAbsentError();
  }
}

export function eventStreamSerdeProvider(): never {
  throw new EventStreamsAbsentError();
}

/** S3's client creates an event stream marshaller in its constructor, whether or not it will select from objects. */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}
