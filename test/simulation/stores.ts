/** The memory stores of one world, with the past that an eventually consistent read may still see. */
import type { Item } from '../../adapters/dynamodb/attributes.ts';
import { createMemoryAccountStore } from '../../adapters/memory/account-store.ts';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryConsentLedger } from '../../adapters/memory/consent-ledger.ts';
import { createMemoryDocumentStore } from '../../adapters/memory/document-store.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMergeStore } from '../../adapters/memory/merge-store.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import { createMemoryProfileScanner } from '../../adapters/memory/profile-scanner.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import { createMemoryProgramStore } from '../../adapters/memory/program-store.ts';
import { createMemoryProviderReceipts } from '../../adapters/memory/provider-receipts.ts';
import { createMemoryRunStore } from '../../adapters/memory/run-store.ts';
import { createMemoryStatisticsStore } from '../../adapters/memory/statistics-store.ts';
import { createMemoryTimelineStore } from '../../adapters/memory/timeline-store.ts';
import type { AddressBook } from '../../app/ports/address-book.ts';
import type { IdentityStore } from '../../app/ports/identity-store.ts';
import type { ProfileStore } from '../../app/ports/profile-store.ts';
import type { CurrentProgram } from '../../app/ports/program-store.ts';
import type { AddressStatement } from '../../engine/model/address-statement.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { noteWritten } from './note-timeline.ts';
import { PastMap } from './past-map.ts';

/** One partition of the wake index: sweeping several adds calls and no behaviour. */
export const wakeShards = 1;

export type Stores = ReturnType<typeof createStores>;

/** `readTime` in epoch ms. */
export function createStores(readTime: () => number) {
  const table = new MemoryTable();
  const items = new PastMap<Item>(readTime);
  const profiles = createMemoryProfileStore({ wakeShards, items });
  const statements = new PastMap<AddressStatement>(readTime);
  const addresses = createAddresses(statements);
  const identities = createMemoryIdentityStore(addresses);
  const claimedAt = new Map<string, number>();
  const writtenAt = new Map<string, number>();
  const programs = createMemoryProgramStore();
  const pointers = new PastMap<CurrentProgram>(readTime);
  /** Published long before the world begins: no replica lags behind it. */
  let opening: CurrentProgram = { version: 0, hash: '', chunks: 0 };
  return {
    profiles,
    scanner: createMemoryProfileScanner(profiles),
    identities: {
      ...identities,
      async claim(key, profileId) {
        const isClaimed = await identities.claim(key, profileId);
        if (isClaimed) claimedAt.set(nameKey(key), readTime());
        return isClaimed;
      },
    } satisfies IdentityStore,
    bindings: () => identities.bindings(),
    timeline: noteWritten(createMemoryTimelineStore(table), ({ profileId, touchpointId }) => {
      const key = nameEntry(profileId, touchpointId);
      if (!writtenAt.has(key)) writtenAt.set(key, readTime());
    }),
    merges: createMemoryMergeStore(table),
    accounts: createMemoryAccountStore(),
    consents: createMemoryConsentLedger(),
    ledger: createMemoryMessageLedger(table),
    addresses,
    receipts: createMemoryProviderReceipts(),
    statistics: createMemoryStatisticsStore(),
    runs: createMemoryRunStore(),
    documents: createMemoryDocumentStore(),
    programs: {
      ...programs,
      async setCurrent(from: number, next: CurrentProgram) {
        await programs.setCurrent(from, next);
        if (from === 0) opening = next;
        pointers.set('current', next);
      },
    },

    /** The same reads as of an earlier moment (epoch ms). */
    past: {
      profiles: (moment: number): Pick<ProfileStore, 'load' | 'listDue'> =>
        createMemoryProfileStore({ wakeShards, items: items.asOf(moment) }),
      scanner: (moment: number) => createMemoryProfileScanner({ items: items.asOf(moment) }),
      async find(keys: readonly IdentityKey[], moment: number) {
        const found = await identities.find(keys, { consistent: true });
        return found.map((profileId, index) => {
          const key = keys[index];
          const at = key === undefined ? undefined : claimedAt.get(nameKey(key));
          return at !== undefined && at > moment ? undefined : profileId;
        });
      },
      readCurrent: (moment: number) => pointers.asOf(moment).get('current') ?? opening,
      listProfileWrites: (profileId: string) => items.listWrites(profileId),
      /** When the entry of a touchpoint was written for the first time. */
      findWritten: (profileId: string, touchpointId: string) =>
        writtenAt.get(nameEntry(profileId, touchpointId)),
      /** What had been kept with addresses. */
      statements: (moment: number): readonly AddressStatement[] => [...statements.asOf(moment).values()],
    },
  };
}

function createAddresses(statements: Map<string, AddressStatement>): AddressBook {
  const addresses = createMemoryAddressBook();
  return {
    ...addresses,
    async keep(statement) {
      await addresses.keep(statement);
      statements.set(JSON.stringify(statement), statement);
    },
  };
}

function nameEntry(profileId: string, touchpointId: string): string {
  return JSON.stringify([profileId, touchpointId]);
}

function nameKey({ type, value }: IdentityKey): string {
  return `${type}#${value}`;
}
