/** A program as it is stored: gzipped JSON in chunks that fit a DynamoDB item. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type SnapshotContent, serializeContent } from '../../engine/config/build-snapshot.ts';
import type { ProgramSnapshot } from '../../engine/program.ts';
import type { ProgramStore } from '../ports.ts';
import { ProgramUnreadableError } from './program-errors.ts';

/** DynamoDB takes items of 400 KB. */
const chunkBytes = 300 * 1024;

/** SHA-256 in hex of what a program says, whatever its version and time. */
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

/** Throws ProgramUnreadableError when the chunks are not a program, or not the one published. */
export function decodeProgram(
  chunks: readonly Uint8Array[],
  expected: { readonly version: number; readonly hash: string },
): ProgramSnapshot {
  const snapshot = parseChunks(chunks, expected.version);
  if (snapshot.hash !== expected.hash || snapshot.version !== expected.version) {
    throw new ProgramUnreadableError(expected.version, 'its chunks hold another program');
  }
  return snapshot;
}

/**
 * Loads what is published now; undefined when nothing is. One read for the pointer, one per chunk.
 * Callers that hold a program compare `readCurrent().version` first and load only when it moved.
 */
export async function loadCurrentProgram(store: ProgramStore): Promise<ProgramSnapshot | undefined> {
  const current = await store.readCurrent();
  return current.version === 0 ? undefined : loadProgram(store, current);
}

export async function loadProgram(
  store: ProgramStore,
  current: { readonly version: number; readonly hash: string; readonly chunks: number },
): Promise<ProgramSnapshot> {
  const indexes = Array.from({ length: current.chunks }, (_, index) => index);
  const chunks = await Promise.all(indexes.map((index) => store.loadChunk(current.version, index)));
  return decodeProgram(chunks, current);
}

function parseChunks(chunks: readonly Uint8Array[], version: number): ProgramSnapshot {
  try {
    return JSON.parse(gunzipSync(Buffer.concat(chunks)).toString('utf8')) as ProgramSnapshot;
  } catch (error) {
    throw new ProgramUnreadableError(version, error instanceof Error ? error.message : String(error));
  }
}
