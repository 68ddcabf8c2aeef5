/** Provider message ids in memory: for tests and the simulator. They do not expire. */

import type { MessageOwner, ProviderReceipts } from '../../app/ports/provider-receipts.ts';
import { receiptPartition } from '../keys.ts';

export function createMemoryProviderReceipts(): ProviderReceipts {
  const owners = new Map<string, MessageOwner>();
  return {
    async keep(provider, providerId, owner) {
      owners.set(receiptPartition(provider, providerId), owner);
    },
    find: async (provider, providerId) => owners.get(receiptPartition(provider, providerId)),
  };
}
