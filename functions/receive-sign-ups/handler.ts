/** A trigger of a Cognito user pool: puts what happened to an account into the queue of bridge-partner-events. */
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createTextQueue } from '../../adapters/sqs/text-queue.ts';
import { type AccountEvent, receiveSignUp } from '../../app/ingest/aws-sources/receive-sign-up.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { receiveSignUpsVariables } from './environment.ts';

const { PARTNER_QUEUE_URL } = readEnvironment(receiveSignUpsVariables, process.env);
// Shorter than Cognito's five seconds, so that the loss is counted.
const client = createSqsClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
});
const send = createTextQueue(client, PARTNER_QUEUE_URL);

export const handler = defineHandler<AccountEvent, AccountEvent>(async (event, { telemetry }) => {
  await receiveSignUp(event, { now: Date.now(), telemetry, send });
  // Cognito expects its own event.
  return event;
});
