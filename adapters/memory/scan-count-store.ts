/** Counts of scanned codes in memory: for tests. */
import type { ScanCountStore, ScanCounts } from '../../app/ports/code-scans.ts';

export function createMemoryScanCounts(): ScanCountStore {
  const counts = new Map<string, ScanCounts>();
  return {
    async add(code, counter, at) {
      const before = counts.get(code) ?? { code, people: 0, machines: 0, outside: 0, lastAt: at };
      counts.set(code, { ...before, [counter]: before[counter] + 1, lastAt: at });
    },
    list: async () => [...counts.values()].sort((left, right) => (left.code < right.code ? -1 : 1)),
  };
}
