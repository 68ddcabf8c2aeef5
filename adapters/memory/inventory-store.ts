/** The inventory of events in memory: for tests. */
import type { InventoryBatch, InventoryStore } from '../../app/ports/inventory-store.ts';

export function createMemoryInventoryStore(): InventoryStore {
  const batches = new Map<string, InventoryBatch>();
  return {
    async put(batch) {
      batches.set(`${batch.day}#${batch.process}`, structuredClone(batch));
    },
    async list(day) {
      return { batches: [...batches.values()].filter((batch) => batch.day === day) };
    },
  };
}
