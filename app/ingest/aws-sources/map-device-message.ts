/** Messages of AWS IoT, as the topic rule of the stack puts them into the queue: a touchpoint in the common envelope. */

import { type JsonObject, keepKnown } from '../../../engine/base/json.ts';
import { nameCall } from '../../../engine/touchpoint/unpack-event.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readNumber,
  readObject,
  readText,
} from '../partners/partner-event.ts';

/** What a device may state. Consents are not among it: no device can prove them. */
const fields = ['messageId', 'type', 'userId', 'anonymousId', 'timestamp', 'sentAt', 'traits', 'properties'];

/** The topic rule adds these to the message; see lib/aws-sources.ts. Undefined: not a message of AWS IoT. */
export function readDeviceMessage(raw: JsonObject): PartnerEvent | undefined {
  const { iotTopic, iotTrace, iotTime, iotClient, ...message } = raw;
  const topic = readText(iotTopic);
  if (topic === undefined) return undefined;
  const at = readNumber(iotTime) ?? Number.NaN;
  return {
    id: readText(iotTrace) ?? '',
    source: 'aws.iot',
    name: topic,
    time: Number.isNaN(at) ? '' : new Date(at).toISOString(),
    detail: { message, ...keepKnown({ client: readText(iotClient) }) },
  };
}

export function mapDeviceMessage({ id, name, time, detail }: PartnerEvent): PartnerTouchpoint {
  const message = readObject(detail['message']);
  const externalIds = readObject(message['context'])['externalIds'];
  return {
    messageId: `iot:${id}`,
    ...keepKnown({ timestamp: readText(time) }),
    ...keepKnown(Object.fromEntries(fields.map((field) => [field, message[field]]))),
    name: nameCall(message) ?? 'Device Message',
    context: keepKnown({
      externalIds,
      iot: keepKnown({ topic: name, client: readText(detail['client']) }),
    }),
  };
}
