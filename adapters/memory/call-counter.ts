/** Counts of requests in memory: for tests. */
import type { CallCounter, CallReader } from '../../app/ports/call-counter.ts';
import { MINUTE } from '../../engine/base/time-units.ts';

export function createMemoryCallCounter(): CallCounter & CallReader {
  const counts = new Map<string, Map<number, number>>();
  return {
    async count(keyId, minute, limit) {
      const minutes = counts.get(keyId) ?? new Map<number, number>();
      counts.set(keyId, minutes);
      const calls = minutes.get(minute) ?? 0;
      if (calls >= limit) return false;
      minutes.set(minute, calls + 1);
      return true;
    },
    async findLast(keyId) {
      const minutes = [...(counts.get(keyId)?.keys() ?? [])];
      return minutes.length === 0 ? undefined : Math.max(...minutes) * MINUTE;
    },
  };
}
