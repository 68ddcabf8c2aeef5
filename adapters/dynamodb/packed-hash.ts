/** Hashes of 16 hex digits as 8 bytes. */
import type { NumberReader, NumberWriter } from './compact-numbers.ts';

export function writeHash(writer: NumberWriter, hash: string): void {
  const bytes = Buffer.from(hash, 'hex');
  if (bytes.length !== 8) throw new RangeError(`A hash has 16 hex digits, not ${hash.length} characters`);
  writer.writeBytes(bytes);
}

export function readHash(reader: NumberReader): string {
  const { buffer, byteOffset, byteLength } = reader.readBytes(8);
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}
