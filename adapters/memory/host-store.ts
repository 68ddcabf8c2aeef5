/** Hosts that fail, in memory: for tests. */
import type { HostRecord, HostStore } from '../../app/ports/host-store.ts';

export function createMemoryHostStore(): HostStore {
  const records = new Map<string, HostRecord>();
  return {
    list: async () => [...records.values()].sort((left, right) => (left.host < right.host ? -1 : 1)),
    async addFailure(host, last) {
      const found = records.get(host);
      const record = { ...found, host, failures: (found?.failures ?? 0) + 1, last };
      records.set(host, record);
      return record;
    },
    async setPause(host, expected, pause, failure) {
      const found = records.get(host);
      if (found === undefined || found.pause?.until !== expected) return false;
      records.set(host, { ...found, pause, last: failure ?? found.last });
      return true;
    },
    async remove(host, expected) {
      if (records.get(host)?.pause?.until !== expected) return false;
      records.delete(host);
      return true;
    },
  };
}
