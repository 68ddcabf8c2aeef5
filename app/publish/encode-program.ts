/** Encodes a program for storage: gzipped JSON in chunks that fit a DynamoDB item. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { serializeContent } from '../../engine/config/snapshot/build-snapshot.ts';
import type { SnapshotContent } from '../../engine/config/snapshot/program-members.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';

/** DynamoDB's maximum size of an item is 400 KB. */
const chunkBytes = 300 * 1024;

/** SHA-256 in hex of a program's content, without its version and time. */
export function hashContent(content: SnapshotContent): string {
  return createHash('sha256').update(serializeContent(content)).digest('hex');
}

export function encodeProgram(snapshot: ProgramSnapshot): Uint8Array[] {
  const bytes = gzipSync(JSON.stringify(snapshot));
  const count = Math.max(1, Math.ceil(bytes.length / chunkBytes));
  return Array.from({ length: count }, (_, index) =>
    Uint8Array.from(bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes)),
  );
}
