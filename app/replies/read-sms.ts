/** Reads an SMS that End User Messaging has published on a topic, as SNS puts it on a queue. */
import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Reply } from './reply.ts';

/** A record of the queue is no inbound SMS. */
export class InboundSmsInvalidError extends Error {
  readonly code = 'inbound_sms_invalid';
  readonly field: string;
  constructor(field: string) {
    super(
      `A record of the inbound SMS queue has no readable ${field}. Only the topic of a two-way number may write to it; the record becomes a dead letter.`,
    );
    this.name = 'InboundSmsInvalidError';
    this.field = field;
  }
}

/** `body`: with the envelope of SNS, whose time is the provider's. Throws InboundSmsInvalidError. */
export function readSms(body: string): Reply {
  const envelope = parse(body, 'envelope');
  const message = parse(readText(envelope, 'Message'), 'Message');
  const at = Date.parse(readText(envelope, 'Timestamp'));
  if (Number.isNaN(at)) throw new InboundSmsInvalidError('Timestamp');
  const { previousPublishedMessageId: inReplyTo } = message;
  return {
    id: readText(message, 'inboundMessageId'),
    channel: 'sms',
    from: readText(message, 'originationNumber'),
    to: readText(message, 'destinationNumber'),
    text: typeof message['messageBody'] === 'string' ? message['messageBody'] : '',
    at,
    ...omitAbsent({ inReplyTo: typeof inReplyTo === 'string' && inReplyTo !== '' ? inReplyTo : undefined }),
  };
}

function parse(text: string, field: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InboundSmsInvalidError(field);
  }
  if (!isObject(value)) throw new InboundSmsInvalidError(field);
  return value;
}

function readText(source: Readonly<Record<string, unknown>>, field: string): string {
  const value = source[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new InboundSmsInvalidError(field);
}
