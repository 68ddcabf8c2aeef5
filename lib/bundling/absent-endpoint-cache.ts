/**
 * Stands in for `@aws-sdk/endpoint-cache` in Lambda bundles: DynamoDB's endpoint discovery (7 KB with its LRU cache) is
 * off unless asked for. It has no import, so that it is no file of its own that every start would read.
 */

/** DynamoDB's client was asked to discover its endpoints, which lib/bundling/bundle.ts leaves out. */
export class EndpointDiscoveryAbsentError extends Error {
  readonly code = 'endpoint_discovery_absent';
  constructor() {
    super(
      'The bundle has no endpoint discovery: take its alias out of lib/bundling/bundle.ts, or do not use it.',
    );
    this.name = 'EndpointDiscoveryAbsentError';
  }
}

/** Every DynamoDB client makes one; only endpoint discovery would use it. */
export class EndpointCache {
  getEndpoint(): never {
    throw new EndpointDiscoveryAbsentError();
  }

  get(): never {
    throw new EndpointDiscoveryAbsentError();
  }
}
