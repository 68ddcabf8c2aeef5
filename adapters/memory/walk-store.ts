/** Walks in memory: for tests. */
import { runSortKey } from '../keys.ts';
import type { ShardCheckpoint, WalkPlan, WalkRun, WalkStore } from '../ports.ts';

export function createMemoryWalkStore(): WalkStore {
  const runs = new Map<string, WalkRun>();
  const shards = new Map<string, ShardCheckpoint>();
  const taken = new Map<string, number>();
  const plans = new Map<string, WalkPlan>();
  const nameRun = (subject: string, run: number) => `${subject}#${runSortKey(run)}`;
  const nameShard = (subject: string, run: number, shard: number) => `${nameRun(subject, run)}#${shard}`;
  const listWhere = (isWanted: (run: WalkRun) => boolean) =>
    structuredClone([...runs.values()].filter(isWanted));
  return {
    async createRun(run) {
      const name = nameRun(run.subject, run.run);
      if (runs.has(name)) return false;
      runs.set(name, structuredClone(run));
      return true;
    },
    readRun: async (subject, run) => structuredClone(runs.get(nameRun(subject, run))),
    listActive: async () => ({
      runs: listWhere(({ status }) => status === 'running' || status === 'paused'),
    }),
    listRuns: async (subject) => ({
      runs: listWhere((run) => run.subject === subject).sort((left, right) => right.run - left.run),
    }),
    async changeRun(subject, run, { from, ...change }) {
      const stored = runs.get(nameRun(subject, run));
      if (stored === undefined || !from.includes(stored.status)) return false;
      const { queuedAt: _queuedAt, pausedBy: _pausedBy, ...rest } = stored;
      runs.set(nameRun(subject, run), structuredClone({ ...rest, ...change }));
      return true;
    },
    async noteQueued(subject, run, at) {
      const stored = runs.get(nameRun(subject, run));
      if (stored?.status === 'running') runs.set(nameRun(subject, run), { ...stored, queuedAt: at });
    },
    readShard: async (subject, run, shard) => structuredClone(shards.get(nameShard(subject, run, shard))),
    async saveShard(checkpoint) {
      const name = nameShard(checkpoint.subject, checkpoint.run, checkpoint.shard);
      if ((shards.get(name)?.step ?? 0) !== checkpoint.step - 1) return false;
      shards.set(name, structuredClone(checkpoint));
      return true;
    },
    listShards: async (subject, run) => ({
      shards: structuredClone(
        [...shards.values()].filter((shard) => shard.subject === subject && shard.run === run),
      ),
    }),
    async takeTokens(subject, minute, wanted) {
      const name = `${subject}#${minute}`;
      const sum = (taken.get(name) ?? 0) + wanted;
      taken.set(name, sum);
      return sum;
    },
    listPlans: async () => ({ plans: structuredClone([...plans.values()]) }),
    async savePlan(plan) {
      plans.set(plan.subject, structuredClone(plan));
    },
  };
}
