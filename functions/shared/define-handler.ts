/** Wraps a function's work into a Lambda handler: request id, logs, metrics, errors logged with their code. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createTelemetry, type InvocationTelemetry, type Telemetry } from '../../app/runtime/telemetry.ts';

/** What the work may know of its invocation. */
export interface Invocation {
  /** Lambda's request id: unique per invocation, also on retries. */
  readonly requestId: string;
  readonly telemetry: Telemetry;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMilliseconds(): number;
}

export type LambdaHandler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * Creates the handler that Lambda calls. Logs errors of `run` by code and rethrows them, so that the event source
 * delivers again.
 */
export function defineHandler<Event, Result>(
  run: (event: Event, invocation: Invocation) => Promise<Result>,
  telemetry: InvocationTelemetry = createTelemetry(),
): LambdaHandler<Event, Result> {
  const handler = middy<Event, Result>({ timeoutEarlyInMillis: 0 })
    .use({
      before: ({ context }) => telemetry.begin(context),
      after: () => telemetry.end(),
      onError: ({ error }) => {
        telemetry.error('Invocation failed', error);
        telemetry.end();
      },
    })
    .handler((event, context) =>
      run(event, {
        requestId: context.awsRequestId,
        telemetry,
        remainingMilliseconds: () => context.getRemainingTimeInMillis(),
      }),
    );
  return (event, context) => handler(event, context);
}
