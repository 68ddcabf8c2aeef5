/** Lists of moments, packed by their differences. */
import type { SeenEntry, WindowEntry } from '../../engine/profile.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';

/** Moments in epoch milliseconds, in any order. */
export function encodeTimes(times: readonly number[]): Uint8Array {
  const writer = new NumberWriter();
  let previous = 0;
  for (const at of times) {
    writer.write(at - previous);
    previous = at;
  }
  return writer.finish();
}

export function decodeTimes(bytes: Uint8Array | undefined): number[] {
  const reader = new NumberReader(bytes ?? new Uint8Array());
  const times: number[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    previous += reader.read();
    times.push(previous);
  }
  return times;
}

/** Per entry: 8 bytes of hash, when it occurred since the entry before, and how much later it arrived: 15 typically. */
export function encodeSeen(seen: readonly SeenEntry[]): Uint8Array {
  const writer = new NumberWriter();
  let previous = 0;
  for (const [hash, occurredAt, at] of seen) {
    writer.writeBytes(encodeHash(hash));
    writer.write(occurredAt - previous);
    writer.write(at - occurredAt);
    previous = occurredAt;
  }
  return writer.finish();
}

export function decodeSeen(bytes: Uint8Array | undefined): SeenEntry[] {
  const reader = new NumberReader(bytes ?? new Uint8Array());
  const seen: SeenEntry[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    const hash = Buffer.from(reader.readBytes(8)).toString('hex');
    const occurredAt = previous + reader.read();
    seen.push([hash, occurredAt, occurredAt + reader.read()]);
    previous = occurredAt;
  }
  return seen;
}

export function encodeWindow(window: readonly WindowEntry[]): Uint8Array {
  const writer = new NumberWriter();
  let previous = 0;
  for (const [at, count, sum] of window) {
    writer.write(at - previous);
    writer.write(count);
    writer.write(sum);
    previous = at;
  }
  return writer.finish();
}

export function decodeWindow(bytes: Uint8Array): WindowEntry[] {
  const reader = new NumberReader(bytes);
  const window: WindowEntry[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    previous += reader.read();
    window.push([previous, reader.read(), reader.read()]);
  }
  return window;
}

function encodeHash(hash: string): Uint8Array {
  const bytes = Buffer.from(hash, 'hex');
  if (bytes.length !== 8) throw new RangeError(`A processed id's hash has 16 hex digits, not ${hash.length}`);
  return bytes;
}
