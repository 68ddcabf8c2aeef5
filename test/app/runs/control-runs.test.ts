/** Controls of runs as data: which runs they change, and which they leave. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../adapters/memory/run-store.ts';
import type { Run, RunHold, RunStatus } from '../../../app/ports/run-store.ts';
import { cancelRuns, controlRuns, type RunControl } from '../../../app/runs/control-runs.ts';
import { emailTemplate, openStage } from '../../harness/recorded-life.ts';

const documents = `
kind: segment
id: everybody
status: live
condition: { profile: { traits: { email: [{ exists: true }] } } }
---
{ kind: campaign, id: spring, status: live, audience: { segment: everybody }, send: hello, schedule: { at: "2026-11-23T10:00:00Z" } }
${emailTemplate('hello')}`;

const now = Date.parse('2026-11-22T12:00:00Z');

async function openStores() {
  const stage = await openStage();
  await stage.publish(documents);
  return { ...stage, runs: createMemoryRunStore() };
}

let stores: Awaited<ReturnType<typeof openStores>>;
beforeEach(async () => {
  stores = await openStores();
});

const addRun = (run: number, status: RunStatus, pausedBy?: RunHold) =>
  stores.runs.createRun({
    name: 'spring',
    run,
    task: { kind: 'campaign', campaign: 'spring', run },
    audience: { kind: 'segment', segment: 'everybody' },
    scanSegments: 1,
    createdAt: run,
    programVersion: 1,
    status,
    ...(pausedBy === undefined ? {} : { pausedBy }),
  } satisfies Run);

describe('a control', () => {
  it.each<[RunControl, number, RunStatus]>([
    ['pause', 1, 'paused'],
    ['resume', 2, 'running'],
    ['approve', 3, 'running'],
  ])('%s changes only the runs that it is meant for', async (control, run, status) => {
    await addRun(1, 'running');
    await addRun(2, 'paused', 'operator');
    await addRun(3, 'paused', 'approval');
    await addRun(4, 'paused', 'count');
    await addRun(5, 'done');
    const before = await Promise.all([1, 2, 3, 4, 5].map((start) => stores.runs.readRun('spring', start)));
    const result = { outcome: 'changed', name: 'spring', status, runs: [run] };
    expect(await controlRuns(control, 'spring', stores)).toEqual(result);
    const after = await Promise.all([1, 2, 3, 4, 5].map((start) => stores.runs.readRun('spring', start)));
    expect(after.filter((each, index) => each?.status !== before[index]?.status)).toMatchObject([
      { run, status },
    ]);
    expect(await controlRuns(control, 'spring', { ...stores, runs: createMemoryRunStore() })).toEqual({
      outcome: 'no_run',
      name: 'spring',
    });
  });

  it('cancel ends active runs, and archives the document unless the run alone is meant', async () => {
    await addRun(1, 'running');
    expect(await cancelRuns('spring', stores, { now, isRunOnly: true })).toEqual({
      name: 'spring',
      cancelled: [1],
    });
    await addRun(2, 'paused', 'approval');
    expect(await cancelRuns('spring', stores, { now, isRunOnly: false })).toEqual({
      name: 'spring',
      cancelled: [2],
      archive: { outcome: 'archived', version: 2, isNew: true },
    });
    expect(await controlRuns('resume', 'spring', stores)).toEqual({
      outcome: 'not_live',
      name: 'spring',
      status: 'archived',
    });
    await expect(controlRuns('pause', 'summer', stores)).rejects.toMatchObject({ code: 'request_invalid' });
  });
});
