/** Builds the events of a call: one per line, or many lines packed into one, because EventBridge bills per 64 KB. */

import type { JsonObject } from '../../engine/base/json.ts';
import { isPacked, maxMembers, packedName } from '../../engine/touchpoint/unpack-event.ts';
import type { SentTouchpoint } from '../ports/touchpoint-sender.ts';
import type { TouchpointLine } from './touchpoint-line.ts';

/** One event, and the lines in it. */
export interface Parcel {
  readonly touchpoint: SentTouchpoint;
  readonly lines: readonly number[];
  readonly bytes: number;
}

/** PutEvents accepts ten events of 1 MB in all, including envelopes and encoding. */
export const callEntries = 10;
const callBytes = 900_000;
/** Of the 65,536 bytes that are billed as one event; the rest is for the envelope that EventBridge adds. */
const packedBytes = 64_000;

/** In the lines' order; `isPacking` false: one event per line. A line that fills an event by itself is sent alone, unpacked. */
export function makeParcels(lines: readonly TouchpointLine[], isPacking: boolean): readonly Parcel[] {
  const packs: TouchpointLine[][] = [];
  let bytes = 0;
  for (const line of lines) {
    const pack = packs.at(-1);
    const isJoining =
      isPacking && pack !== undefined && isTogether(pack, line) && bytes + line.bytes <= packedBytes;
    if (isJoining) pack.push(line);
    else packs.push([line]);
    bytes = isJoining ? bytes + line.bytes : line.bytes;
  }
  return packs.map(wrap);
}

function isTogether(pack: readonly TouchpointLine[], { touchpoint }: TouchpointLine): boolean {
  const [first] = pack;
  if (first === undefined || pack.length === maxMembers) return false;
  const isPlain = ![first.touchpoint, touchpoint].some(({ detail }) => isPacked({ detail }));
  return isPlain && first.touchpoint.source === touchpoint.source;
}

/** A member is the line's detail with its name: the receiver reads it as the same touchpoint as the line alone. */
function wrap(pack: readonly TouchpointLine[]): Parcel {
  const lines = pack.map(({ line }) => line);
  const bytes = pack.reduce((sum, line) => sum + line.bytes, 0);
  const [first] = pack;
  if (first === undefined) throw new RangeError('A pack holds at least one line');
  if (pack.length === 1) return { touchpoint: first.touchpoint, lines, bytes };
  const batch = pack.map(({ touchpoint: { name, detail } }): JsonObject => ({ ...detail, event: name }));
  return {
    touchpoint: { source: first.touchpoint.source, name: packedName, detail: { batch } },
    lines,
    bytes,
  };
}

/** The parcels of each call. */
export function splitCalls(parcels: readonly Parcel[]): Parcel[][] {
  const calls: Parcel[][] = [];
  let bytes = 0;
  for (const parcel of parcels) {
    const call = calls.at(-1);
    if (call === undefined || call.length >= callEntries || bytes + parcel.bytes > callBytes) {
      calls.push([parcel]);
      bytes = parcel.bytes;
    } else {
      call.push(parcel);
      bytes += parcel.bytes;
    }
  }
  return calls;
}
