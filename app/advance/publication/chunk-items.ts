/** Cuts a list into calls: so many items, and so much JSON, at a time. */

import { writeJson } from './write-json.ts';

/** `length`: characters of JSON per chunk; an item longer than that goes alone. */
export function chunkItems<Entry extends { readonly item: unknown }>(
  entries: readonly Entry[],
  size: number,
  length: number,
): readonly (readonly Entry[])[] {
  const chunks: Entry[][] = [];
  let chunk: Entry[] = [];
  let filled = 0;
  for (const entry of entries) {
    const weight = writeJson(entry.item).length;
    if (chunk.length > 0 && (chunk.length === size || filled + weight > length)) {
      chunks.push(chunk);
      chunk = [];
      filled = 0;
    }
    chunk.push(entry);
    filled += weight;
  }
  return chunk.length === 0 ? chunks : [...chunks, chunk];
}
