/**
 * Replaces `@aws-sdk/endpoint-cache` in Lambda bundles: DynamoDB's endpoint discovery (7 KB with its LRU cache) is off
 * by default. This file has no import, so that esbuild does not make a file of its own that every start would read.
 */

/** DynamoDB's client was configured to discover endpoints, which lib/bundling/bundle.ts leaves out. */
export class EndpointDiscoveryAbsentError extends Error {
  readonly code = 'endpoint_discovery_absent';
  constructor() {
    super(
      'The bundle has no endpoint discovery: remove its alias from lib/bundling/bundle.ts, or do not use it.',
    );
    this.name = 'EndpointDiscoveryAbsentError';
  }
}

/** Every DynamoDB client creates one; only endpoint discovery would use it. */
export class EndpointCache {
  getEndpoint(): never {
    throw new EndpointDiscoveryAbsentError();
  }

  get(): never {
    throw new EndpointDiscoveryAbsentError();
  }
}
