/** Consumes the feedback queue: records what providers report of messages, and forwards what a profile has to know. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoAddressUses } from '../../adapters/dynamodb/address-uses.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoMessageReports } from '../../adapters/dynamodb/message-reports.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { createLazyLakeStream } from '../../adapters/firehose/lazy-lake-stream.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { createSqsVisibilityTimeouts } from '../../adapters/sqs/visibility-timeouts.ts';
import { createListenerCache } from '../../app/feedback/listener-cache.ts';
import { recordFeedback } from '../../app/feedback/record-feedback.ts';
import { handBack } from '../../app/runtime/sqs-batch.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { recordFeedbackVariables } from './environment.ts';
import type { ReplyReceiver } from './whatsapp-replies.ts';

const environment = readEnvironment(recordFeedbackVariables, process.env);
const database = createDynamoClient();
const sqs = createSqsClient();

/** Everything except the parts that belong to one invocation. */
const shared = {
  ledger: createDynamoMessageReports(database, environment.TIMELINE_TABLE),
  receipts: createDynamoProviderReceipts(database, environment.TIMELINE_TABLE),
  statistics: createDynamoStatisticsStore(database, environment.STATISTICS_TABLE),
  uses: createDynamoAddressUses(database, environment.IDENTITIES_TABLE),
  queues: createSqsQueues(sqs, { profile: environment.PROFILE_QUEUE_URL }),
  listeners: createListenerCache(createDynamoProgramReader(database, environment.CONFIG_TABLE)),
  random: Math.random,
  ...omitAbsent({ lake: createLazyLakeStream(environment.LAKE_STREAM) }),
};
const visibility = createSqsVisibilityTimeouts(sqs, environment.FEEDBACK_QUEUE_URL);

let receiver: Promise<ReplyReceiver> | undefined;

/** Loaded on demand: most stages have no WhatsApp. */
const receiveReplies: ReplyReceiver = async (records, invocation) => {
  const published = records.filter(({ body }) => body.includes('"whatsAppWebhookEntry"'));
  if (environment.WHATSAPP_PHONE_NUMBER === '' || published.length === 0) return [];
  receiver ??= import('./whatsapp-replies.ts').then((part) =>
    part.createReplyReceiver(database, environment),
  );
  return (await receiver)(published, invocation);
};

export const handler = defineHandler<SQSEvent, SQSBatchResponse>(
  async ({ Records }, { requestId, telemetry }) => {
    const now = Date.now();
    const dependencies = { ...shared, telemetry, requestId };
    const unreceived = await receiveReplies(Records, dependencies);
    const unrecorded = await recordFeedback(dependencies, Records, now);
    const others = unrecorded.filter((one) => !unreceived.some(({ record }) => record === one.record));
    return handBack([...unreceived, ...others], visibility);
  },
);
