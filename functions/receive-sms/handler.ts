/** Receives SMS of two-way numbers: STOP, START and HELP, and every other text as a touchpoint. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoAddressBook } from '../../adapters/dynamodb/address-book.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoDoubtfulReplies } from '../../adapters/dynamodb/doubtful-replies.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createSmsAnswers, createSmsOptOuts } from '../../adapters/providers/sms-replies.ts';
import { makeProfileId } from '../../app/identity/resolve-identities.ts';
import { createReplyPolicy } from '../../app/replies/read-policy.ts';
import { readSms } from '../../app/replies/read-sms.ts';
import { receiveReply } from '../../app/replies/receive-reply.ts';
import { runRecords } from '../../app/runtime/sqs-batch.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { receiveSmsVariables } from './environment.ts';

const variables = readEnvironment(receiveSmsVariables, process.env);
const { IDENTITIES_TABLE: identities, TIMELINE_TABLE: timeline, SMS_OPT_OUT_LIST: listName } = variables;
const database = createDynamoClient();
const shared = {
  addresses: createDynamoAddressBook(database, { identities, timeline }),
  identities: createDynamoIdentityStore(database, identities),
  receipts: createDynamoProviderReceipts(database, timeline),
  // Only writers of profiles use the wake index.
  profiles: createDynamoProfileStore({ database, table: variables.PROFILES_TABLE, wakeShards: 1 }),
  events: createEventBridgeBus(createEventBridgeClient(), variables.EVENT_BUS_NAME, 'sender'),
  doubtful: createDynamoDoubtfulReplies(database, timeline),
  answers: createSmsAnswers(),
  ...omitAbsent({ optOuts: listName === '' ? undefined : createSmsOptOuts(listName) }),
  policy: createReplyPolicy(createDynamoProgramReader(database, variables.CONFIG_TABLE), Date.now),
  provider: 'sms-voice',
  isProviderAnswering: variables.SMS_OPT_OUTS === 'provider',
  makeProfileId,
  now: Date.now,
};

export const handler = defineHandler<SQSEvent, SQSBatchResponse>(({ Records }, { requestId, telemetry }) =>
  runRecords(Records, telemetry, 'The SMS was not received; it is retried', ({ body, messageId }) =>
    receiveReply(readSms(body), { ...shared, attempt: `${requestId}/${messageId}`, telemetry }),
  ),
);
