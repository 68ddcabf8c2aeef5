/** Connects the part of record-feedback that receives WhatsApp messages: only stages with the channel load it. */
import type { Database } from '../../adapters/dynamodb/client.ts';
import { createWhatsAppAnswers } from '../../adapters/providers/social-whatsapp.ts';
import { receiveWhatsApp } from '../../app/replies/receive-whatsapp.ts';
import {
  computeBackoff,
  type QueueRecord,
  readReceiveCount,
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
    const unfinished = await Promise.all(
      records.map(async (record): Promise<readonly UnfinishedRecord[]> => {
        const attempt = `${requestId}/${record.messageId}`;
        try {
          await receiveWhatsApp(record.body, number, { ...shared, attempt, telemetry });
          return [];
        } catch (error) {
          telemetry.error('The WhatsApp message was not received; it is retried', error, {
            record: record.messageId,
          });
          return [
            { record, retryAfter: computeBackoff(readReceiveCount(record), Math.random(), { limit: 300 }) },
          ];
        }
      }),
    );
    return unfinished.flat();
  };
}
