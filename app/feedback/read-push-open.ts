/** Reads the touchpoint with which an app reports the tap on a push: an open of the message that its payload named. */
import { keepKnown } from '../../engine/base/json.ts';
import { readOccurredAt } from '../../engine/touchpoint/read-moments.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { type RawEvent, type Report, readMoment, readObject, readTag } from './provider-report.ts';

/** The name of the Segment spec. */
export const pushOpenName = 'Push Notification Tapped';

/** Characters. Ids of Percorso are shorter. DynamoDB rejects longer keys, and the report would return for days. */
const maxIdLength = 128;

/** Undefined: the push was none of ours, or a test. */
export function readPushOpen(event: RawEvent): Report | undefined {
  const detail = readObject(event['detail']);
  const properties = readObject(detail['properties']);
  const messageId = readId(properties, 'percorso-message');
  const profileId = readId(properties, 'percorso-profile');
  const receivedAt = readMoment(event['time']);
  if (messageId === undefined || profileId === undefined || receivedAt === undefined) return undefined;
  const { type } = readObject(readObject(detail['context'])['device']);
  return {
    profileId,
    messageId,
    channel: 'push',
    outcome: 'opened',
    at: Math.min(readTappedAt(detail, receivedAt), receivedAt),
    receivedAt,
    properties: keepKnown({ device: devices.get(String(type).toLowerCase()) }),
  };
}

function readId(properties: RawEvent, name: string): string | undefined {
  const id = readTag(properties, name);
  return id !== undefined && id.length <= maxIdLength ? id : undefined;
}

/** By the same rules as any touchpoint of the source; the receipt where that would be rejected. */
function readTappedAt(detail: RawEvent, receivedAt: number): number {
  try {
    return readOccurredAt(detail, receivedAt);
  } catch (error) {
    if (error instanceof TouchpointInvalidError) return receivedAt;
    throw error;
  }
}

/** As the reports of email name them. */
const devices: ReadonlyMap<string, string> = new Map([
  ['ios', 'phone'],
  ['android', 'phone'],
]);
