/** Bulk runs in memory: for tests. */

import type { Run, RunPlan, RunStore, SegmentCheckpoint } from '../../app/ports/run-store.ts';
import { runSortKey } from '../keys.ts';

export function createMemoryRunStore(): RunStore {
  const runs = new Map<string, Run>();
  const segments = new Map<string, SegmentCheckpoint>();
  const taken = new Map<string, number>();
  const plans = new Map<string, RunPlan>();
  const nameRun = (name: string, run: number) => `${name}#${runSortKey(run)}`;
  const nameSegment = (name: string, run: number, segment: number) => `${nameRun(name, run)}#${segment}`;
  const listWhere = (isWanted: (run: Run) => boolean) => structuredClone([...runs.values()].filter(isWanted));
  return {
    async createRun(run) {
      const name = nameRun(run.name, run.run);
      if (runs.has(name)) return false;
      runs.set(name, structuredClone(run));
      return true;
    },
    readRun: async (name, run) => structuredClone(runs.get(nameRun(name, run))),
    listActive: async () => ({
      runs: listWhere(({ status }) => status === 'running' || status === 'paused'),
    }),
    listRuns: async (name) => ({
      runs: listWhere((run) => run.name === name).sort((left, right) => right.run - left.run),
    }),
    async changeRun(name, run, { from, ...change }) {
      const stored = runs.get(nameRun(name, run));
      if (stored === undefined || !from.includes(stored.status)) return false;
      const { queuedAt: _queuedAt, pausedBy: _pausedBy, ...rest } = stored;
      runs.set(nameRun(name, run), structuredClone({ ...rest, ...change }));
      return true;
    },
    async noteQueued(name, run, at) {
      const stored = runs.get(nameRun(name, run));
      if (stored?.status === 'running') runs.set(nameRun(name, run), { ...stored, queuedAt: at });
    },
    readSegment: async (name, run, segment) => structuredClone(segments.get(nameSegment(name, run, segment))),
    async saveSegment(checkpoint) {
      const name = nameSegment(checkpoint.name, checkpoint.run, checkpoint.segment);
      if ((segments.get(name)?.step ?? 0) !== checkpoint.step - 1) return false;
      segments.set(name, structuredClone(checkpoint));
      return true;
    },
    listSegments: async (name, run) => ({
      segments: structuredClone(
        [...segments.values()].filter((segment) => segment.name === name && segment.run === run),
      ),
    }),
    async acquireTokens(name, minute, wanted) {
      const minuteName = `${name}#${minute}`;
      const sum = (taken.get(minuteName) ?? 0) + wanted;
      taken.set(minuteName, sum);
      return sum;
    },
    listPlans: async () => ({ plans: structuredClone([...plans.values()]) }),
    async savePlan(plan) {
      plans.set(plan.name, structuredClone(plan));
    },
  };
}
