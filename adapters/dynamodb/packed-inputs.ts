/** The window of processed inputs and its floor, packed: nobody reads hashes. */
import type { ProcessedEvent, Profile } from '../../engine/model/profile.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';
import { readHash, writeHash } from './packed-hash.ts';

export type Inputs = Pick<Profile, 'processedEvents' | 'dedupWatermark'>;

const withoutFloor = 0;
const withFloor = 1;

/** Per entry: 8 bytes of hash, when it occurred since the entry before, how much later it arrived: 14 typically. */
export function encodeInputs({ processedEvents, dedupWatermark }: Inputs): Uint8Array {
  const writer = new NumberWriter();
  writer.writeUnsigned(dedupWatermark === undefined ? withoutFloor : withFloor);
  let previous = 0;
  if (dedupWatermark !== undefined) {
    previous = Math.round(dedupWatermark);
    writer.writeSigned(previous);
  }
  for (const [hash, occurredAt, at] of processedEvents) {
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
  const dedupWatermark = reader.readUnsigned() === withFloor ? reader.readSigned() : undefined;
  const processedEvents: ProcessedEvent[] = [];
  let previous = dedupWatermark ?? 0;
  while (reader.hasMore()) {
    const hash = readHash(reader);
    previous += reader.readSigned();
    processedEvents.push([hash, previous, previous + reader.readSigned()]);
  }
  return { processedEvents, ...(dedupWatermark === undefined ? {} : { dedupWatermark }) };
}

/** Of profiles written before the floor was packed with the window. */
export function decodeFormerSeen(bytes: Uint8Array | undefined): ProcessedEvent[] {
  const reader = new NumberReader(bytes ?? new Uint8Array());
  const seen: ProcessedEvent[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    const hash = readHash(reader);
    previous += reader.read();
    seen.push([hash, previous, previous + reader.read()]);
  }
  return seen;
}
