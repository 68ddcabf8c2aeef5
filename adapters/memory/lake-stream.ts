/** The lake's delivery stream in memory: keeps every row that was put, repeats included. */
import type { LakeRow, LakeStream } from '../../app/ports/lake.ts';

export interface MemoryLakeStream extends LakeStream {
  listRows(): readonly LakeRow[];
}

export function createMemoryLakeStream(): MemoryLakeStream {
  const rows: LakeRow[] = [];
  return {
    listRows: () => rows,
    async put(records) {
      rows.push(...structuredClone(records.flat()));
      return [];
    },
  };
}
