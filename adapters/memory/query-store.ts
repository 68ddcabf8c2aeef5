/** States of queries in memory. */
import type { QueryState, QueryStore } from '../../app/ports/query-store.ts';

export function createMemoryQueryStore(): QueryStore {
  const states = new Map<string, QueryState>();
  return {
    read: async (id) => structuredClone(states.get(id)),
    async save(state) {
      if ((states.get(state.id)?.step ?? 0) !== state.step - 1) return false;
      states.set(state.id, structuredClone(state));
      return true;
    },
    list: async () => ({ states: [...states.values()].map((state) => structuredClone(state)) }),
  };
}
