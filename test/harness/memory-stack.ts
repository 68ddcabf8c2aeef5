/** Everything the actor touches, in memory: stores, queues, bus, and a loop that delivers until all is quiet. */
import { createMemoryAccountStore } from '../../adapters/memory/account-store.ts';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryConsentLedger } from '../../adapters/memory/consent-ledger.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { createMemoryLakeStream } from '../../adapters/memory/lake-stream.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMergeStore } from '../../adapters/memory/merge-store.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import { createMemoryProfileStore, type MemoryProfileOptions } from '../../adapters/memory/profile-store.ts';
import { createMemoryProgramStore } from '../../adapters/memory/program-store.ts';
import { createMemoryProviderReceipts } from '../../adapters/memory/provider-receipts.ts';
import { createMemoryStatisticsStore } from '../../adapters/memory/statistics-store.ts';
import { createMemoryTimelineStore } from '../../adapters/memory/timeline-store.ts';
import type { EventBus } from '../../app/ports/event-bus.ts';
import type { ProgramStore } from '../../app/ports/program-store.ts';
import type { QueueName } from '../../app/ports/queues.ts';
import { encodeProgram } from '../../app/publish/encode-program.ts';
import type { QueueRecord } from '../../app/runtime/sqs-batch.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { EmitEvent, SendMessage } from '../../engine/model/effects.ts';
import { listHeardOutcomes } from '../../engine/model/outcome-names.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { createMemoryQueues } from './memory-queue.ts';

export type MemoryStack = ReturnType<typeof createMemoryStack>;

/** Ids of the records to deliver again. Throws when the invocation failed as a whole. */
export type BatchHandler = (records: readonly QueueRecord[]) => Promise<ReadonlySet<string>>;

/** A run that never ends is a defect: a record that fails for ever. */
export class NeverQuietError extends Error {
  constructor(queue: string, rounds: number) {
    super(`Queue ${queue} is not empty after ${rounds} deliveries`);
    this.name = 'NeverQuietError';
  }
}

export interface MemoryStackOptions extends MemoryProfileOptions {
  /** Epoch ms. */
  readonly now: number;
  /** As in a stage with a lake; absent: it has none. */
  readonly hasLake?: true;
}

export function createMemoryStack(options: MemoryStackOptions) {
  const clock = { now: options.now };
  const table = new MemoryTable();
  const consents = new MemoryTable();
  const addresses = createMemoryAddressBook();
  const queues = createMemoryQueues(() => clock.now);
  const emitted: EmitEvent[] = [];
  const events: EventBus = {
    async put(batch) {
      emitted.push(...structuredClone(batch));
      return [];
    },
  };
  return {
    clock,
    queues,
    /** The items of the timeline, with messages and merges, and of the ledger of consents. */
    tables: { timeline: table, consents },
    /** Events put on the bus, repeats included. */
    emitted,
    ports: {
      profiles: createMemoryProfileStore(options),
      identities: createMemoryIdentityStore(addresses),
      addresses,
      uses: addresses,
      consents: createMemoryConsentLedger(consents),
      accounts: createMemoryAccountStore(),
      timeline: createMemoryTimelineStore(table),
      merges: createMemoryMergeStore(table),
      ledger: createMemoryMessageLedger(table),
      receipts: createMemoryProviderReceipts(),
      statistics: createMemoryStatisticsStore(),
      queues: queues.port,
      events,
      programStore: createMemoryProgramStore(),
      ...(options.hasLake && { lake: createMemoryLakeStream() }),
    },
  };
}

/** Puts a program in force, as publishing does. */
export async function publishSnapshot(store: ProgramStore, snapshot: ProgramSnapshot): Promise<void> {
  const chunks = encodeProgram(snapshot);
  for (const [index, bytes] of chunks.entries()) await store.saveChunk(snapshot.version, index, bytes);
  const { version, hash } = snapshot;
  const listensTo = listHeardOutcomes(snapshot);
  await store.setCurrent((await store.readCurrent()).version, {
    version,
    hash,
    chunks: chunks.length,
    listensTo,
  });
}

/** What waits for a channel's sender, of both classes. */
export function peekMessages({ queues }: MemoryStack, channel: Channel): readonly SendMessage[] {
  const names = [channel, `${channel}-transactional`] as const;
  return names.flatMap((name) => queues.get(name).peek() as unknown as readonly SendMessage[]);
}

/** Delivers a queue's messages, `batchSize` at a time, until it is empty. An invocation that throws acknowledges none. */
export async function drain(
  stack: MemoryStack,
  name: QueueName,
  handler: BatchHandler,
  { batchSize = 10, maxRounds = 60 }: { readonly batchSize?: number; readonly maxRounds?: number } = {},
): Promise<void> {
  const queue = stack.queues.get(name);
  for (let round = 0; queue.length > 0; round++) {
    if (round === maxRounds) throw new NeverQuietError(name, maxRounds);
    const records = queue.receive(batchSize);
    queue.settle(
      records,
      await handler(records).catch(() => new Set(records.map(({ messageId }) => messageId))),
    );
  }
}
