/** What replies need of End User Messaging: sending an answer, and the opt-out list. */
import {
  DeleteOptedOutNumberCommand,
  DescribeOptedOutNumbersCommand,
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
  PutOptedOutNumberCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { AnswerSender, OptOutList } from '../../app/ports/replies.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { repeatableCallOptions } from '../client-options.ts';
import { createTextSender } from './sms-voice.ts';

/** From the number that the person wrote to: an opt-out and its confirmation concern that number. */
export function createSmsAnswers(overrides: PinpointSMSVoiceV2ClientConfig = {}): AnswerSender {
  const sendText = createTextSender(overrides);
  return {
    send: ({ from, to, text }) =>
      sendText({
        DestinationPhoneNumber: to,
        OriginationIdentity: from,
        MessageBody: text,
        MessageType: 'TRANSACTIONAL',
      }),
  };
}

/** `listName`: `Default`, or the name of another list of the account. */
export function createSmsOptOuts(
  listName: string,
  overrides: PinpointSMSVoiceV2ClientConfig = {},
): OptOutList {
  const client = new PinpointSMSVoiceV2Client({ ...repeatableCallOptions, ...overrides });
  return {
    async add(address) {
      await client.send(new PutOptedOutNumberCommand({ OptOutListName: listName, OptedOutNumber: address }));
    },

    async remove(address) {
      try {
        await client.send(
          new DeleteOptedOutNumberCommand({ OptOutListName: listName, OptedOutNumber: address }),
        );
        return 'removed';
      } catch (error) {
        const name = error instanceof Error ? error.name : '';
        // Not on the list.
        if (name === 'ResourceNotFoundException') return 'removed';
        if (name === 'ConflictException') return 'kept';
        throw error;
      }
    },

    async list(cursor) {
      const found = await client.send(describe(listName, cursor)).catch((error: unknown) => {
        // The only value of the request that can become invalid; the next request has no cursor.
        if (cursor !== undefined && error instanceof Error && error.name === 'ValidationException')
          return undefined;
        throw error;
      });
      if (found === undefined) return undefined;
      const numbers = (found.OptedOutNumbers ?? []).flatMap(({ OptedOutNumber, OptedOutTimestamp }) =>
        OptedOutNumber === undefined || OptedOutTimestamp === undefined
          ? []
          : [{ address: OptedOutNumber.replace(/^(?!\+)/, '+'), at: OptedOutTimestamp.getTime() }],
      );
      return { numbers, ...omitAbsent({ cursor: found.NextToken }) };
    },
  };
}

function describe(listName: string, cursor: string | undefined): DescribeOptedOutNumbersCommand {
  return new DescribeOptedOutNumbersCommand({
    OptOutListName: listName,
    MaxResults: 100,
    ...omitAbsent({ NextToken: cursor }),
  });
}
