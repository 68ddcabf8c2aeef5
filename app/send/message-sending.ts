/** A queue record of a message channel as a delivery for the protocol. */
import type { Channel } from '../../engine/model/channels.ts';
import { type MessageTools, prepareMessage } from './prepare-message.ts';
import { readSendMessage } from './read-message.ts';
import type { DeliveryReader } from './run-sender.ts';
import type { SendingRun } from './sending.ts';

export function createMessageReader<Rendered>(
  channel: Channel,
  tools: MessageTools<Rendered>,
  run: Pick<SendingRun, 'now'>,
): DeliveryReader {
  return (body, receiveCount) => {
    const message = readSendMessage(body, channel);
    return {
      effect: message,
      receiveCount,
      isPaused: () => tools.policies.isSendingPaused(run.now()),
      prepare: () => prepareMessage(message, tools),
      afterUnknown: message.class === 'promotional' ? 'never' : 'after-feedback',
    };
  };
}
