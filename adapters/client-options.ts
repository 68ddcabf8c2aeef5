/** How every AWS client of ours connects: kept-alive sockets (the SDK's default), short time-outs, few retries. */

/** Options for clients whose calls may be repeated: reads, and writes that are conditional or idempotent. */
export const repeatableCallOptions = {
  maxAttempts: 3,
  retryMode: 'standard',
  // DynamoDB, SQS and EventBridge answer in milliseconds: a hung socket must not eat the invocation.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;
