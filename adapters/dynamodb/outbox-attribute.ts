/**
 * The outbox as one packed binary: it is written and cleared with every message, and a typical profile with one
 * message in its outbox must still fit one write unit.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { OutboxEntry } from '../../engine/model/profile.ts';
import { deflateJson, inflateJson, type JsonPacking } from './deflated-json.ts';

/** The dictionary: a message of one rule, and the entry of the touchpoint that caused it. */
const packing: JsonPacking = {
  format: 1,
  dictionary: Buffer.from(
    '"kind":"CallWebhook","url":"https://","method":"POST","headers":{},"body":{},"kind":"EmitEvent","name":"Segment Entered","properties":{"segment":"percorso","occurredAt":"expiresAt":"locale":"push","to":"gcm:' +
      '"sms","to":"+"class":"promotional","variables":{"profile":{"traits":{"first_name":"},"computed":{"event":{"properties":{' +
      '[{"kind":"SendMessage","id":"01","profileId":"01","channel":"email","to":"@example.com","class":"transactional","template":"","templateRevision":"","variables":{"profile":{"traits":{"event":{"properties":{"origin":"rule:","touchpointId":"","decidedAt":1' +
      '},{"kind":"RecordEntry","entry":{"profileId":"01","touchpointId":"","name":"Order Completed","source":"","occurredAt":1,"receivedAt":1,"traces":[{"origin":"rule:","action":"send","reason":"sent_to_channel","effectId":"01","channel":"email"}]}}]',
  ),
};

/** An outbox was written by a newer version of the stack, or by hand. */
export class OutboxUnreadableError extends Error {
  readonly code = 'outbox_unreadable';
  constructor(format: number | undefined) {
    super(
      `An outbox has format ${format ?? 'none'}, this version reads ${packing.format}. Deploy the version that wrote it.`,
    );
    this.name = 'OutboxUnreadableError';
  }
}

/** Undefined when the outbox is empty. */
export function encodeOutbox(outbox: readonly OutboxEntry[]): AttributeValue | undefined {
  if (outbox.length === 0) return undefined;
  return { B: deflateJson(outbox, packing) };
}

export function decodeOutbox(attribute: AttributeValue | undefined): OutboxEntry[] {
  if (attribute === undefined) return [];
  const outbox = attribute.B && inflateJson(attribute.B, packing);
  if (outbox === undefined) throw new OutboxUnreadableError(attribute.B?.[0]);
  return outbox as OutboxEntry[];
}
