/**
 * The messages sent recently, 6 bytes each: one binary, and beside it their topics as texts. Without topics there is only
 * the binary.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { channels } from '../../engine/model/channels.ts';
import type { MessageClass } from '../../engine/model/effects.ts';
import type { ContactEntry } from '../../engine/model/held-message.ts';
import { StoredItemInvalidError } from './attributes.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

/** Above every position of a channel, with room for more channels. */
export const channelSpace = 8;
/** The position is stored, as that of a channel. */
const classes: readonly MessageClass[] = ['promotional', 'transactional'];

/** Undefined when no message was sent. */
export function encodeContacts(contacts: readonly ContactEntry[]): AttributeValue | undefined {
  if (contacts.length === 0) return undefined;
  const topics = [''];
  const writer = new NumberWriter();
  let previous = 0;
  for (const [sentAt, channel, messageClass, topic] of contacts) {
    const at = Math.round(sentAt);
    if (!topics.includes(topic)) topics.push(topic);
    const kind = topics.indexOf(topic) * classes.length + classes.indexOf(messageClass);
    writer.writeUnsigned(kind * channelSpace + channels.indexOf(channel));
    writer.writeSigned(at - previous);
    previous = at;
  }
  const packed = { B: writer.finish() };
  return topics.length === 1 ? packed : { L: [packed, ...topics.slice(1).map(encodeJson)] };
}

/** Throws StoredItemInvalidError for codes of a newer version. */
export function decodeContacts(attribute: AttributeValue | undefined): ContactEntry[] {
  const [packed, ...names] = attribute?.L ?? [attribute];
  const topics = ['', ...names.map((name) => (name === undefined ? '' : String(decodeJson(name))))];
  const reader = new NumberReader(packed?.B ?? new Uint8Array());
  const contacts: ContactEntry[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    const code = reader.readUnsigned();
    const kind = Math.floor(code / channelSpace);
    const channel = channels[code % channelSpace] ?? throwInvalid();
    const messageClass = classes[kind % classes.length] ?? throwInvalid();
    const topic = topics[Math.floor(kind / classes.length)] ?? throwInvalid();
    previous += reader.readSigned();
    contacts.push([previous, channel, messageClass, topic]);
  }
  return contacts;
}

function throwInvalid(): never {
  throw new StoredItemInvalidError(
    'Profile',
    'contacts',
    'contains an unknown channel, class or topic',
    'Deploy the version that wrote it.',
  );
}
