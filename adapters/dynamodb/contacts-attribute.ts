/**
 * The messages sent recently, 6 bytes each: one binary, and beside it their topics as texts. Without topics there is only
 * the binary.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Channel } from '../../engine/model/channels.ts';
import type { MessageClass } from '../../engine/model/effects.ts';
import type { ContactEntry } from '../../engine/model/held-message.ts';
import { StoredItemInvalidError } from './attributes.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

/** Stored: a code is never reused for another channel. */
export const channelCodes: Readonly<Record<Channel, number>> = {
  email: 0,
  sms: 1,
  push: 2,
  whatsapp: 3,
};
/** Above every code of a channel, with room for more channels. */
export const channelSpace = 8;
/** Stored as well. */
const classCodes: Readonly<Record<MessageClass, number>> = { promotional: 0, transactional: 1 };
const classSpace = 2;

const channelsByCode = invert(channelCodes);
const classesByCode = invert(classCodes);

function invert<Name extends string>(codes: Readonly<Record<Name, number>>): ReadonlyMap<number, Name> {
  return new Map((Object.keys(codes) as Name[]).map((name) => [codes[name], name]));
}

/** Undefined when no message was sent. */
export function encodeContacts(contacts: readonly ContactEntry[]): AttributeValue | undefined {
  if (contacts.length === 0) return undefined;
  const topics = [''];
  const writer = new NumberWriter();
  let previous = 0;
  for (const [sentAt, channel, messageClass, topic] of contacts) {
    const at = Math.round(sentAt);
    if (!topics.includes(topic)) topics.push(topic);
    const kind = topics.indexOf(topic) * classSpace + classCodes[messageClass];
    writer.writeUnsigned(kind * channelSpace + channelCodes[channel]);
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
    const channel = channelsByCode.get(code % channelSpace) ?? throwInvalid();
    const messageClass = classesByCode.get(kind % classSpace) ?? throwInvalid();
    const topic = topics[Math.floor(kind / classSpace)] ?? throwInvalid();
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
