/** Connects the part of record-feedback that receives WhatsApp messages: only stages with the channel load it. */
import type { Database } from '../../adapters/dynamodb/client.ts';
import { createWhatsAppAnswers } from '../../adapters/providers/social-whatsapp.ts';
import { receiveWhatsApp } from '../../app/replies/receive-whatsapp.ts';
import {
  computeBackoff,
  type QueueRecord,
  readReceiveCount,
  tryRecords,
  type UnfinishedRecord,
} from '../../app/runtime/sqs-batch.ts';
import type { Telemetry } from '../../app/runtime/telemetry.ts';
import { connectReplies } from '../shared/connect-replies.ts';
import type { recordFeedbackVariables } from './environment.ts';

type Variables = Readonly<Record<(typeof recordFeedbackVariables)[number], string>>;

/** The records whose replies were not received are delivered again. */
export type ReplyReceiver = (
  records: readonly QueueRecord[],
  invocation: { readonly requestId: string; readonly telemetry: Telemetry },
) => Promise<readonly UnfinishedRecord[]>;

export function createReplyReceiver(database: Database, variables: Variables): ReplyReceiver {
  const { WHATSAPP_PHONE_NUMBER: number } = variables;
  const shared = { ...connectReplies(database, variables), answers: createWhatsAppAnswers(number) };
  return async (records, { requestId, telemetry }) => {
    const failure = 'The WhatsApp message was not received; it is retried';
    const unfinished = await tryRecords(records, telemetry, failure, ({ body, messageId }) =>
      receiveWhatsApp(body, number, { ...shared, attempt: `${requestId}/${messageId}`, telemetry }),
    );
    return unfinished.map(({ record }) => ({
      record,
      retryAfter: computeBackoff(readReceiveCount(record), Math.random(), { limit: 300 }),
    }));
  };
}
