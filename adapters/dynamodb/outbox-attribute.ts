/**
 * The outbox as one packed binary: it is written and cleared with every message, and a typical profile with one
 * message in its outbox must still fit one write unit.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { OutboxEntry } from '../../engine/profile.ts';

/** Formats by their first byte; a dictionary in use is never changed, a better one gets the next number. */
const currentFormat = 1;

/** What most outboxes hold, likeliest last: a message of one rule, and the entry of the touchpoint behind it. */
const dictionary = Buffer.from(
  '"kind":"CallWebhook","url":"https://","method":"POST","headers":{},"body":{},"kind":"EmitEvent","name":"Segment Entered","properties":{"segment":"percorso","occurredAt":"expiresAt":"locale":"push","to":"gcm:' +
    '"sms","to":"+"class":"promotional","variables":{"profile":{"traits":{"first_name":"},"computed":{"event":{"properties":{' +
    '[{"kind":"SendMessage","id":"01","profileId":"01","channel":"email","to":"@example.com","class":"transactional","template":"","templateRevision":"","variables":{"profile":{"traits":{"event":{"properties":{"subject":"rule:","touchpointId":"","decidedAt":1' +
    '},{"kind":"RecordEntry","entry":{"profileId":"01","touchpointId":"","name":"Order Completed","source":"","occurredAt":1,"receivedAt":1,"traces":[{"subject":"rule:","action":"send","reason":"sent_to_channel","effectId":"01","channel":"email"}]}}]',
);

/** An outbox was written by a newer version of the stack, or by hand. */
export class OutboxUnreadableError extends Error {
  readonly code = 'outbox_unreadable';
  constructor(format: number | undefined) {
    super(
      `An outbox has format ${format ?? 'none'}, this version reads ${currentFormat}. Deploy the version that wrote it.`,
    );
    this.name = 'OutboxUnreadableError';
  }
}

/** Undefined when there is nothing to keep. */
export function encodeOutbox(outbox: readonly OutboxEntry[]): AttributeValue | undefined {
  if (outbox.length === 0) return undefined;
  const packed = deflateRawSync(JSON.stringify(outbox), { dictionary, level: 9 });
  return { B: Buffer.concat([Buffer.of(currentFormat), packed]) };
}

export function decodeOutbox(attribute: AttributeValue | undefined): OutboxEntry[] {
  if (attribute === undefined) return [];
  const [format] = attribute.B ?? [];
  if (attribute.B === undefined || format !== currentFormat) throw new OutboxUnreadableError(format);
  return JSON.parse(inflateRawSync(attribute.B.subarray(1), { dictionary }).toString()) as OutboxEntry[];
}
