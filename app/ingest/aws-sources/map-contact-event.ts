/** Contacts of Amazon Connect: calls, chats, tasks and emails. The tag `userId` of a contact names the person. */

import { keepKnown } from '../../../engine/base/json.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readObject,
  readText,
} from '../partners/partner-event.ts';

const names: Readonly<Record<string, string>> = {
  INITIATED: 'Contact Started',
  CONNECTED_TO_AGENT: 'Contact Connected',
  DISCONNECTED: 'Contact Ended',
};

/** Connect emits an event at least once, and not in order: the id is that of the contact and its step. */
export function mapContactEvent({ detail, time }: PartnerEvent): PartnerTouchpoint {
  const type = readText(detail['eventType']) ?? '';
  const contact = readText(detail['contactId']);
  const tags = readObject(detail['tags']);
  // The agent is left out: a person of the company, not of its customers.
  return {
    name: names[type] ?? 'Contact Changed',
    ...keepKnown({
      messageId: contact === undefined ? undefined : `connect:${contact}:${type}`,
      timestamp: readMoment(type, detail) ?? time,
      userId: readText(tags['userId']),
    }),
    properties: keepKnown({
      contact_id: contact,
      channel: readText(detail['channel'])?.toLowerCase(),
      initiation_method: readText(detail['initiationMethod'])?.toLowerCase(),
      disconnect_reason: readText(detail['disconnectReason']),
      queue: readText(readObject(detail['queueInfo'])['queueArn'])?.split('/').at(-1),
    }),
  };
}

function readMoment(type: string, detail: PartnerEvent['detail']): string | undefined {
  if (type === 'INITIATED') return readText(detail['initiationTimestamp']);
  if (type === 'DISCONNECTED') return readText(detail['disconnectTimestamp']);
  return readText(readObject(detail['agentInfo'])['connectedToAgentTimestamp']);
}
