/** Receives SMS of two-way numbers: STOP, START and HELP, and every other text as a touchpoint. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createSmsAnswers, createSmsOptOuts } from '../../adapters/providers/sms-replies.ts';
import { readSms } from '../../app/replies/read-sms.ts';
import { receiveReply } from '../../app/replies/receive-reply.ts';
import { runRecords } from '../../app/runtime/sqs-batch.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { connectReplies } from '../shared/connect-replies.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { receiveSmsVariables } from './environment.ts';

const variables = readEnvironment(receiveSmsVariables, process.env);
const { SMS_OPT_OUT_LIST: listName } = variables;
const shared = {
  ...connectReplies(createDynamoClient(), variables),
  answers: createSmsAnswers(),
  ...omitAbsent({ optOuts: listName === '' ? undefined : createSmsOptOuts(listName) }),
  provider: 'sms-voice',
  isProviderAnswering: variables.SMS_OPT_OUTS === 'provider',
};

export const handler = defineHandler<SQSEvent, SQSBatchResponse>(({ Records }, { requestId, telemetry }) =>
  runRecords(Records, telemetry, 'The SMS was not received; it is retried', ({ body, messageId }) =>
    receiveReply(readSms(body), { ...shared, attempt: `${requestId}/${messageId}`, telemetry }),
  ),
);
