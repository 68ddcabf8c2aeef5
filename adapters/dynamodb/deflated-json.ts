/** JSON as one packed binary, for values that change with every message and that no one edits by hand. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** `dictionary`: the text that most values contain, likeliest last. A used one never changes: a better one gets the next number. */
export interface JsonPacking {
  /** The first byte written. */
  readonly format: number;
  readonly dictionary: Buffer;
}

export function deflateJson(value: unknown, { format, dictionary }: JsonPacking): Uint8Array {
  const packed = deflateRawSync(JSON.stringify(value), { dictionary, level: 9 });
  return Buffer.concat([Buffer.of(format), packed]);
}

/** Undefined when the bytes have another format. */
export function inflateJson(bytes: Uint8Array, { format, dictionary }: JsonPacking): unknown {
  if (bytes[0] !== format) return undefined;
  return JSON.parse(inflateRawSync(bytes.subarray(1), { dictionary }).toString());
}
