/** One campaign over a small town, from its document to the last message, under a fault: every crash point is tried on it. */
import { createMemoryProfileScanner } from '../../adapters/memory/profile-scanner.ts';
import { createMemoryRunStore } from '../../adapters/memory/run-store.ts';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { ProfileScanner } from '../../app/ports/profile-scanner.ts';
import type { QueueName } from '../../app/ports/queues.ts';
import type { Run, RunStore } from '../../app/ports/run-store.ts';
import type { FanOutDependencies } from '../../app/runs/fan-out/dependencies.ts';
import { createPrograms } from '../../app/runs/fan-out/programs.ts';
import { scanRecords } from '../../app/runs/fan-out/scan-records.ts';
import { startRuns } from '../../app/runs/start/start-runs.ts';
import { createSnapshotCache } from '../../app/runtime/snapshot-cache.ts';
import type { QueueRecord } from '../../app/runtime/sqs-batch.ts';
import { silentTelemetry, type Telemetry } from '../../app/runtime/telemetry.ts';
import { createProfile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { createProcess } from './actor.ts';
import { createFaultInjector, type FaultInjector, type InvocationState } from './faults.ts';
import { createMemoryStack, type MemoryStack, peekMessages, publishSnapshot } from './memory-stack.ts';

export interface Town {
  readonly stack: MemoryStack;
  readonly runs: RunStore;
  readonly injector: FaultInjector;
  /** One minute: a look of start-runs, then everything that is on the queues. */
  tick(): Promise<void>;
  /** Ticks until no run is active and all queues are empty. */
  rest(maxTicks?: number): Promise<void>;
  publish(snapshot: ProgramSnapshot): Promise<void>;
  /** Distinct messages by person: `P07 spring`. */
  listSent(): readonly string[];
  /** What each person's profile counts as sent: a repeat that was not refused counts twice. */
  countContacts(): Promise<Readonly<Record<string, number>>>;
  listRuns(subject: string): Promise<readonly Run[]>;
  /** Delivers what is on the queue once. */
  deliver(queue: QueueName): Promise<void>;
  look(): Promise<void>;
  /** Applies to new runs. */
  setScanSegments(scanSegments: number): void;
}

export interface TownOptions {
  readonly now: number;
  readonly people: number;
  readonly injector?: FaultInjector;
  readonly pageSize?: number;
  readonly scanSegments?: number;
  /** Pages that one invocation of fan-out-audience has time for. */
  readonly pagesPerInvocation?: number;
  /** Invocations of fan-out-audience side by side. */
  readonly scannersAtOnce?: number;
  /** Of start-runs. */
  readonly telemetry?: Telemetry;
}

const minute = 60_000;

/** People `P00`, `P01`, ...: every second one from Italy. */
export async function openTown(options: TownOptions): Promise<Town> {
  const { now, people, injector = createFaultInjector(), pageSize = 3, pagesPerInvocation = 2 } = options;
  const { scannersAtOnce = 1 } = options;
  let scanSegments = options.scanSegments ?? 2;
  const stack = createMemoryStack({ now });
  const runs = createMemoryRunStore();
  const scanner = createMemoryProfileScanner(stack.ports.profiles);
  for (let index = 0; index < people; index++) {
    await stack.ports.profiles.save(makePerson(index, now));
  }
  let invocations = 0;

  const wrap = (invocation: InvocationState) => {
    const ports = injector.wrap({ ...stack.ports, runs, scanner }, invocation);
    // Its cursor is made without a call.
    const wrapped: ProfileScanner = {
      scan: (segment, cursor, limit) => ports.scanner.scan(segment, cursor, limit),
      makeCursor: (id) => scanner.makeCursor(id),
    };
    return {
      ...ports,
      programStore: ports.programStore,
      queues: ports.queues,
      runs: ports.runs,
      scanner: wrapped,
    };
  };

  async function look(): Promise<void> {
    const ports = wrap({ isDead: false });
    const snapshots = createSnapshotCache(ports.programStore);
    const dependencies = {
      runs: ports.runs,
      queues: ports.queues,
      snapshots,
      scanSegments,
      memory: { noted: '' },
      telemetry: options.telemetry ?? silentTelemetry,
    };
    // What fails is looked at again a minute later.
    await startRuns(dependencies, stack.clock.now).catch(() => undefined);
  }

  async function scan(records: readonly QueueRecord[]): Promise<ReadonlySet<string>> {
    const invocation: InvocationState = { isDead: false };
    const ports = wrap(invocation);
    invocations += 1;
    let looks = 0;
    const dependencies: FanOutDependencies = {
      runs: ports.runs,
      scanner: ports.scanner,
      queues: ports.queues,
      programs: createPrograms(ports.programStore),
      pageSize,
      owner: `invocation-${invocations}`,
      clock: () => stack.clock.now,
      random: () => 0.5,
      remainingMilliseconds: () => (looks++ < pagesPerInvocation ? 60_000 : 0),
      telemetry: silentTelemetry,
    };
    const unfinished = await scanRecords(dependencies, records);
    if (invocation.isDead) throw new Error('The invocation died: nothing is acknowledged');
    return new Set(unfinished.map(({ record }) => record.messageId));
  }

  async function advance(records: readonly QueueRecord[]): Promise<ReadonlySet<string>> {
    const invocation: InvocationState = { isDead: false };
    const dependencies = createProcess(injector.wrap(stack.ports, invocation));
    const unfinished = await advanceProfiles(dependencies, records, stack.clock.now);
    if (invocation.isDead) throw new Error('The invocation died: nothing is acknowledged');
    return new Set(unfinished.map(({ record }) => record.messageId));
  }

  const consumers = [
    ['fan-out', scan, 1],
    ['bulk', advance, 4],
    ['profile', advance, 10],
  ] as const;

  async function deliver(name: QueueName): Promise<void> {
    const consumer = consumers.find(([queue]) => queue === name);
    const queue = stack.queues.get(name);
    if (consumer === undefined || queue.length === 0) return;
    const batches = Array.from({ length: name === 'fan-out' ? scannersAtOnce : 1 }, () =>
      queue.receive(consumer[2]),
    );
    await Promise.all(
      batches.map(async (records) => {
        const everything = new Set(records.map(({ messageId }) => messageId));
        queue.settle(records, await consumer[1](records).catch(() => everything));
      }),
    );
  }

  async function drainAll(): Promise<void> {
    for (let round = 0; consumers.some(([name]) => stack.queues.get(name).length > 0); round++) {
      if (round > 500) throw new Error('The queues do not become empty');
      for (const [name] of consumers) await deliver(name);
    }
  }

  const isBusy = async () =>
    (await runs.listActive(undefined)).runs.length > 0 ||
    consumers.some(([name]) => stack.queues.get(name).nextVisibleAt !== undefined);

  const tick = async () => {
    await look();
    await drainAll();
    stack.clock.now += minute;
  };

  return {
    stack,
    runs,
    injector,
    tick,
    async rest(maxTicks = 120): Promise<void> {
      for (let ticks = 0; ticks === 0 || (await isBusy()); ticks++) {
        if (ticks > maxTicks) throw new Error(`Not at rest after ${maxTicks} minutes`);
        await tick();
      }
    },
    publish: (snapshot) =>
      publishSnapshot(stack.ports.programStore, {
        ...snapshot,
        publishedAt: snapshot.publishedAt === 0 ? stack.clock.now : snapshot.publishedAt,
      }),
    listSent() {
      const messages = peekMessages(stack, 'email');
      const byId = new Map(messages.map((message) => [message.id, message]));
      return [...byId.values()].map(({ profileId, template }) => `${profileId} ${template}`).sort();
    },
    async countContacts() {
      const { profiles } = stack.ports;
      const ids = profiles.listIds();
      const people = await Promise.all(ids.map((id) => profiles.load(id, { consistent: true })));
      return Object.fromEntries(people.map((person) => [person?.id, person?.contacts.length ?? 0]));
    },
    listRuns: async (subject) => (await runs.listRuns(subject, undefined)).runs,
    deliver,
    look,
    setScanSegments(next) {
      scanSegments = next;
    },
  };
}

/** As advance-profile would have left them. */
function makePerson(index: number, now: number) {
  const id = `P${String(index).padStart(2, '0')}`;
  const traits = {
    email: { value: `${id}@example.com`, at: now },
    country: { value: index % 2 === 0 ? 'IT' : 'FR', at: now },
  };
  return { ...createProfile(id, now), version: 1, traits };
}
