/** The records of merges in memory, through the same item codec as in DynamoDB. */
import type { MergeReader, MergeStore } from '../../app/ports/merge-store.ts';
import { makeText } from '../dynamodb/attributes.ts';
import { createMergeItems } from '../dynamodb/merge-items.ts';
import { MemoryTable } from './memory-table.ts';

/** `table` is shared with the timeline, as in DynamoDB. */
export function createMemoryMergeStore(table: MemoryTable = new MemoryTable()): MergeStore & MergeReader {
  return createMergeItems({
    get: async (pk, sk) => table.get(pk, sk),
    async set(pk, sk, attributes) {
      table.put(pk, sk, { ...table.get(pk, sk), ...attributes, pk: makeText(pk), sk: makeText(sk) });
    },
    async remove(pk, sks) {
      for (const sk of sks) table.delete(pk, sk);
    },
    query: async (pk, prefix, limit) => table.listDescending(pk, prefix, limit, undefined),
  });
}
