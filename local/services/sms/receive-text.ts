/** A text that a phone sends to a two-way number: published as AWS End User Messaging does, in the form of its user guide. */
import { omitAbsent } from '../../omit-absent.ts';
import { type CloudContext, ServiceError } from '../../service.ts';

/** What a phone sends to a two-way number. */
export interface InboundText {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly text?: unknown;
  /** Id of the message that it answers. */
  readonly inReplyTo?: unknown;
  /** The same id twice is the same text, delivered again. */
  readonly id?: unknown;
}

/** Throws ServiceError when no topic of the stack may receive it. */
export function receiveText(
  context: CloudContext,
  { from, to, text = '', inReplyTo, id = context.newId() }: InboundText,
): { id: string } {
  if (typeof from !== 'string' || typeof to !== 'string') {
    throw new ServiceError(
      'control_invalid',
      400,
      'Give from and to: the numbers of the phone and of the stage.',
    );
  }
  const message = {
    originationNumber: from,
    destinationNumber: to,
    messageKeyword: String(text).trim().split(/\s/)[0] ?? '',
    messageBody: String(text),
    inboundMessageId: String(id),
    ...omitAbsent({
      previousPublishedMessageId: inReplyTo === undefined ? undefined : String(inReplyTo),
    }),
  };
  const topics = context.publish('sms-voice.amazonaws.com', JSON.stringify(message));
  if (topics.length > 0) return { id: message.inboundMessageId };
  throw new ServiceError(
    'NumberUnknown',
    404,
    'No topic of the stack receives SMS: deploy with -c smsInbound=true.',
  );
}
