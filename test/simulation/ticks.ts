/** What the stack does each minute: sweep the timers, publish the documents, maintain the runs. */

import { sweepTimers } from '../../app/advance/sweep-timers.ts';
import { loadProgram } from '../../app/publish/load-program.ts';
import { publishProgram } from '../../app/publish/publish-program.ts';
import { startRuns } from '../../app/runs/start/start-runs.ts';
import { startBackfill } from '../../app/runs/start-backfill.ts';
import { createSnapshotCache } from '../../app/runtime/snapshot-cache.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { makeDocuments } from './documents.ts';
import { wakeShards } from './stores.ts';
import { type Config, minute, startOfWorld } from './story.ts';
import { Worker } from './worker.ts';
import { compileOnce, type World } from './world.ts';

type PublishingStores = Pick<World['stores'], 'documents' | 'programs'>;

export interface Ticks {
  /** The documents are as `config` has them, and published before anything else happens. */
  open(config: Config): Promise<void>;
  /** The documents are as `config` has them: publishing follows. */
  edit(config: Config): Promise<void>;
  /** Nothing is left for a tick to do. */
  isQuiet(): Promise<boolean>;
  requestBackfill(): void;
}

export function startTicks(world: World): Ticks {
  const { scheduler, stores, queuePort, context, journal } = world;
  const [sweeper, publisher, starter] = ['sweep', 'publish', 'start-runs'].map(
    (name) => new Worker(context, name),
  ) as [Worker, Worker, Worker];
  let isEdited = false;
  let isBackfillWanted = false;
  /** Ticks that start-runs runs for in any case, after a change. */
  let looks = 0;
  let nextCampaign: number | undefined;
  const busy = new Set<Worker>();

  async function run(worker: Worker, timeout: number, work: () => Promise<unknown>): Promise<void> {
    if (busy.has(worker)) return;
    busy.add(worker);
    worker.onDeath = () => busy.delete(worker);
    worker.begin(timeout);
    try {
      await work();
    } catch (error) {
      journal.count('ticks that failed');
      journal.note(worker.name, () => `fails: ${String(error)}`);
    }
    busy.delete(worker);
  }

  function findWake(): number | undefined {
    let earliest: number | undefined;
    for (const item of stores.profiles.items.values()) {
      const wakeAt = item['wakeAt']?.N;
      if (wakeAt !== undefined) earliest = Math.min(earliest ?? Number.POSITIVE_INFINITY, Number(wakeAt));
    }
    return earliest;
  }

  const sweep = () =>
    run(sweeper, 55_000, () => {
      const ports = sweeper.wrap({ profiles: stores.profiles, queues: queuePort });
      const remainingMilliseconds = () => sweeper.remaining();
      const dependencies = { ...ports, telemetry: silentTelemetry, wakeShards, remainingMilliseconds };
      return sweepTimers(dependencies, sweeper.now());
    });

  async function publishBy({ documents, programs }: PublishingStores, now: number): Promise<void> {
    const ports = { documents, programs, compileTemplate: compileOnce };
    const report = await publishProgram(ports, { now, allowShrink: false });
    isEdited = false;
    looks = 3;
    const errors = report.problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new Error(`Documents were refused: ${JSON.stringify(errors)}`);
    journal.count('programs published');
    journal.note(publisher.name, () => `version ${report.version} is published`);
  }

  const publish = () =>
    run(publisher, 60_000, () => {
      const { documents, programs } = stores;
      return publishBy(publisher.wrap({ documents, programs }), publisher.now());
    });

  const look = () =>
    run(starter, 60_000, async () => {
      const ports = starter.wrap({ runs: stores.runs, queues: queuePort, programStore: stores.programs });
      const snapshots = createSnapshotCache(ports.programStore);
      const memory = { noted: '' };
      await startRuns(
        {
          runs: ports.runs,
          queues: ports.queues,
          snapshots,
          scanSegments: 2,
          memory,
          telemetry: silentTelemetry,
        },
        starter.now(),
      );
      if (looks > 0) looks -= 1;
    });

  async function backfill(): Promise<void> {
    const current = await stores.programs.readCurrent();
    const snapshot = await loadProgram(stores.programs, current);
    await startBackfill(stores.runs, snapshot, { triggers: false, scanSegments: 2, now: scheduler.now });
    journal.count('backfills');
    journal.note('operator', () => 'starts a backfill');
    isBackfillWanted = false;
    looks = 2;
  }

  const hasActiveRun = async () => (await stores.runs.listActive(undefined)).runs.length > 0;

  async function tick(): Promise<void> {
    scheduler.at(scheduler.now + minute, tick);
    // One tick in twenty is late by a minute or never comes.
    const isStormy = scheduler.now < startOfWorld + context.weather.calmAt;
    if (isStormy && sweeper.random.chance(0.05)) return;
    const wakeAt = findWake();
    if (wakeAt !== undefined && wakeAt <= scheduler.now + minute + context.weather.skew) void sweep();
    if (isEdited) void publish();
    if (isBackfillWanted) await backfill();
    const isCampaignDue = nextCampaign !== undefined && scheduler.now >= nextCampaign;
    if (isCampaignDue) {
      nextCampaign = undefined;
      // Its clock may be behind.
      looks = 3 + Math.ceil(context.weather.skew / minute);
    }
    if (looks > 0 || (await hasActiveRun())) void look();
  }
  scheduler.at(scheduler.now + 1, tick);

  async function putDocuments(config: Config): Promise<void> {
    const documents = makeDocuments(config);
    const kept = new Set(documents.map(({ kind, id }) => `${kind}#${id}`));
    for (const { kind, id } of (await stores.documents.list(undefined)).documents) {
      if (!kept.has(`${kind}#${id}`)) await stores.documents.remove(kind, id);
    }
    for (const document of documents) await stores.documents.put(document);
    nextCampaign = config.campaignAt === undefined ? undefined : startOfWorld + config.campaignAt;
  }

  return {
    async open(config) {
      await putDocuments(config);
      await publishBy(stores, scheduler.now);
    },
    async edit(config) {
      await putDocuments(config);
      isEdited = true;
      // At once, as `percorso publish` does; the minute's publishing repeats it when it fails.
      void publish();
    },
    async isQuiet() {
      const isWaiting = isEdited || isBackfillWanted || looks > 0 || nextCampaign !== undefined;
      return !isWaiting && findWake() === undefined && !(await hasActiveRun());
    },
    requestBackfill() {
      isBackfillWanted = true;
    },
  };
}
