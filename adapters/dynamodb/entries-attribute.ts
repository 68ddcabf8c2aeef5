/** Entries into journeys, counted and taken back: names as they are, numbers and hashes packed. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { EntryCount } from '../../engine/model/journey-position.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';
import { readHash, writeHash } from './packed-hash.ts';

/** How often, and the last time: 7 bytes. */
export function encodeEntryCount([times, lastAt]: EntryCount): AttributeValue {
  const writer = new NumberWriter();
  writer.writeUnsigned(times);
  writer.writeSigned(Math.round(lastAt));
  return { B: writer.finish() };
}

export function decodeEntryCount(attribute: AttributeValue): EntryCount {
  const reader = new NumberReader(attribute.B ?? new Uint8Array());
  return [reader.readUnsigned(), reader.readSigned()];
}

/** Undefined when the person was removed from no journey recently. */
export function encodeExits(left: Profile['recentExits']): AttributeValue | undefined {
  if (left.length === 0) return undefined;
  const writer = new NumberWriter();
  let previous = 0;
  for (const [entry, leftAt] of left) {
    const at = Math.round(leftAt);
    writeHash(writer, entry);
    writer.writeSigned(at - previous);
    previous = at;
  }
  return { B: writer.finish() };
}

export function decodeExits(attribute: AttributeValue | undefined): Profile['recentExits'][number][] {
  const reader = new NumberReader(attribute?.B ?? new Uint8Array());
  const left: Profile['recentExits'][number][] = [];
  let previous = 0;
  while (reader.hasMore()) {
    const entry = readHash(reader);
    previous += reader.readSigned();
    left.push([entry, previous]);
  }
  return left;
}
