/** Counts of dead tokens in memory: for tests. */
import type { DeadTokenCount, DeadTokenStore } from '../../app/ports/dead-tokens.ts';

export function createMemoryDeadTokens(): DeadTokenStore {
  const counts = new Map<string, DeadTokenCount>();
  return {
    read: async (service) => counts.get(service),
    async replace(service, expected, next) {
      const found = counts.get(service);
      if (found?.ahead !== expected?.ahead || found?.at !== expected?.at) return false;
      counts.set(service, next);
      return true;
    },
  };
}
