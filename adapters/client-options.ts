/** Connection options of every AWS client: kept-alive sockets (the SDK's default), short time-outs, few retries. */

/** Options for clients whose calls may be retried: reads, and writes that are conditional or idempotent. */
export const repeatableCallOptions = {
  maxAttempts: 3,
  retryMode: 'standard',
  // DynamoDB, SQS and EventBridge respond in milliseconds: a hung socket must not use up the invocation.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;
