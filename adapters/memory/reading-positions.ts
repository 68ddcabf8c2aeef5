/** Positions of lists in memory: for tests. */
import type { ReadingPositions } from '../../app/ports/reading-positions.ts';

export function createMemoryReadingPositions(): ReadingPositions {
  const positions = new Map<string, string>();
  return {
    read: async (list) => positions.get(list),
    async keep(list, cursor) {
      if (cursor === undefined) positions.delete(list);
      else positions.set(list, cursor);
    },
  };
}
