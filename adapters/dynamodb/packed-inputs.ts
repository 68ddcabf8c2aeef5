/** The window of processed inputs and its watermark, packed: no one needs to read hashes. */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { ProcessedEvent, Profile } from '../../engine/model/profile.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';
import { readHash, writeHash } from './packed-hash.ts';

type Inputs = Pick<Profile, 'processedEvents' | 'dedupWatermark'>;

/** Per entry: 8 bytes of hash, when it occurred since the entry before, how much later it arrived: 14 typically. */
export function encodeInputs({ processedEvents, dedupWatermark }: Inputs): Uint8Array {
  const writer = new NumberWriter();
  let previous = dedupWatermark === undefined ? 0 : Math.round(dedupWatermark);
  // 0 = none: moments from 1970 on are shifted by one.
  writer.writeSigned(dedupWatermark !== undefined && previous >= 0 ? previous + 1 : previous);
  for (const [hash, occurredAt, at] of processedEvents) {
    const occurred = Math.round(occurredAt);
    writeHash(writer, hash);
    writer.writeSigned(occurred - previous);
    writer.writeSigned(Math.round(at) - occurred);
    previous = occurred;
  }
  return writer.finish();
}

/** An absent attribute: nothing was processed yet. */
export function decodeInputs(attribute: AttributeValue | undefined): Inputs {
  if (attribute?.B === undefined) return { processedEvents: [] };
  const reader = new NumberReader(attribute.B);
  const code = reader.readSigned();
  const dedupWatermark = code === 0 ? undefined : code > 0 ? code - 1 : code;
  const processedEvents: ProcessedEvent[] = [];
  let previous = dedupWatermark ?? 0;
  while (reader.hasMore()) {
    const hash = readHash(reader);
    previous += reader.readSigned();
    processedEvents.push([hash, previous, previous + reader.readSigned()]);
  }
  return { processedEvents, ...omitAbsent({ dedupWatermark }) };
}
