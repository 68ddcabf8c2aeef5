/** Receipts of erasures and the sweep that is under way, in memory: for tests and the simulator. */
import type { ErasureReceipt, ErasureReceipts } from '../../app/ports/erasure-receipts.ts';
import type { ErasureSweep, ErasureSweeps } from '../../app/ports/erasure-sweeps.ts';

export function createMemoryErasureReceipts(): ErasureReceipts {
  const receipts = new Map<string, ErasureReceipt>();
  return {
    async begin(receipt) {
      if (receipts.has(receipt.id)) return false;
      receipts.set(receipt.id, receipt);
      return true;
    },
    read: async (id) => receipts.get(id),
    async save(receipt) {
      receipts.set(receipt.id, receipt);
    },
    list: async () => ({
      receipts: [...receipts.values()].sort((left, right) => (left.id < right.id ? -1 : 1)),
    }),
  };
}

export function createMemoryErasureSweeps(): ErasureSweeps {
  let current: ErasureSweep | undefined;
  return {
    read: async () => current,
    async begin(sweep) {
      if (current !== undefined) return false;
      current = sweep;
      return true;
    },
    async save(sweep) {
      if (current?.startedAt !== sweep.startedAt) return false;
      current = sweep;
      return true;
    },
    async end({ startedAt }) {
      if (current?.startedAt === startedAt) current = undefined;
    },
  };
}
