/** Sends texts to a queue whose other messages come from services of AWS. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** The queue did not accept a text. */
export class TextNotQueuedError extends Error {
  readonly code = 'text_not_queued';
  readonly reason: string;
  constructor(reason: string) {
    super(`The queue did not accept a message: ${reason}.`);
    this.name = 'TextNotQueuedError';
    this.reason = reason;
  }
}

/** Throws TextNotQueuedError, or the error of SQS. */
export function createTextQueue(
  client: Pick<SQSClient, 'send'>,
  url: string,
): (text: string) => Promise<void> {
  return async (text) => {
    const { Failed: [failure] = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: '0', MessageBody: text }] }),
    );
    if (failure !== undefined) throw new TextNotQueuedError(failure.Code ?? 'unknown');
  };
}
