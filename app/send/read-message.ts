/** Reads the queue bodies of the senders and validates the fields that the protocol needs. */

import { isObject } from '../../engine/base/json.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import { decodeBody, QueueBodyInvalidError } from '../ports/queue-body.ts';

/** Throws QueueBodyInvalidError when it is not a message for this channel. */
export function readSendMessage(body: string, channel: Channel): SendMessage {
  const value = decodeBody(body);
  const texts = ['id', 'profileId', 'to', 'template', 'templateRevision', 'origin'];
  const isMessage =
    value['kind'] === 'SendMessage' &&
    value['channel'] === channel &&
    (value['class'] === 'promotional' || value['class'] === 'transactional') &&
    texts.every((name) => typeof value[name] === 'string') &&
    isObject(value['variables']);
  if (!isMessage) throw new QueueBodyInvalidError(`an object that is not a SendMessage for ${channel}`);
  return value as unknown as SendMessage;
}

/** Throws QueueBodyInvalidError when it is not a webhook call. */
export function readCallWebhook(body: string): CallWebhook {
  const value = decodeBody(body);
  const isCall =
    value['kind'] === 'CallWebhook' &&
    (value['method'] === 'POST' || value['method'] === 'PUT') &&
    ['id', 'profileId', 'origin', 'url'].every((name) => typeof value[name] === 'string') &&
    isObject(value['headers']) &&
    isObject(value['body']);
  if (!isCall) throw new QueueBodyInvalidError('an object that is not a CallWebhook');
  return value as unknown as CallWebhook;
}
