/** The window of processed inputs and its floor, packed: nobody reads hashes. */
import type { Profile, SeenEntry } from '../../engine/profile.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';
import { readHash, writeHash } from './packed-hash.ts';

export type Inputs = Pick<Profile, 'seen' | 'seenFloor'>;

const withoutFloor = 0;
const withFloor = 1;

/** Per entry: 8 bytes of hash, when it occurred since the entry before, how much later it arrived: 14 typically. */
export function encodeInputs({ seen, seenFloor }: Inputs): Uint8Array {
  const writer = new NumberWriter();
  writer.writeUnsigned(seenFloor === undefined ? withoutFloor : withFloor);
  let previous = 0;
  if (seenFloor !== undefined) {
    previous = Math.round(seenFloor);
    writer.writeSigned(previous);
  }
  for (const [hash, occurredAt, at] of seen) {
    const occurred = Math.round(occurredAt);
    writeHash(writer, hash);
    writer.writeSigned(occurred - previous);
    writer.writeSigned(Math.round(at) - occurred);
    previous = occurred;
  }
  return writer.finish();
}

export function decodeInputs(bytes: Uint8Array): Inputs {
  const reader = new NumberReader(bytes);
  const seenFloor = reader.readUnsigned() === withFloor ? reader.readSigned() : undefined;
  const seen: SeenEntry[] = [];
  let previous = seenFloor ?? 0;
  while (reader.hasMore()) {
    const hash = readHash(reader);
    previous += reader.readSigned();
    seen.push([hash, previous, previous + reader.readSigned()]);
  }
  return { seen, ...(seenFloor === undefined ? {} : { seenFloor }) };
}

/** Of profiles written before the floor was packed with the window. */
export function decodeFormerSeen(bytes: Uint8Array | undefined): SeenEntry[] {
  const reader = new NumberReader(bytes ?? new Uint8Array());
  const seen: SeenEntry[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    const hash = readHash(reader);
    previous += reader.read();
    seen.push([hash, previous, previous + reader.read()]);
  }
  return seen;
}
