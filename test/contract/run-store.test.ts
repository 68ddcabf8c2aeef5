/** The run store keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoRunStore } from '../../adapters/dynamodb/run-store.ts';
import { createMemoryRunStore } from '../../adapters/memory/run-store.ts';
import type { Run, RunStore, SegmentCheckpoint } from '../../app/ports/run-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const stores: Record<string, () => Promise<RunStore>> = {
  memory: async () => createMemoryRunStore(),
  DynamoDB: async () => createDynamoRunStore(database.client, await database.createTable('runs')),
};

const at = 1_700_000_000_000;
const spring: Run = {
  name: 'spring',
  run: at,
  task: { kind: 'campaign', campaign: 'spring', run: at, localTime: '2026-12-24T18:00' },
  audience: { kind: 'segment', segment: 'italians' },
  scanSegments: 8,
  perMinute: 500,
  createdAt: at + 7,
  programVersion: 3,
  status: 'running',
};
const checkpoint: SegmentCheckpoint = {
  name: 'spring',
  run: at,
  segment: 2,
  step: 1,
  owner: 'invocation-1',
  ticket: at,
  cursor: 'abc',
  isDone: false,
  scanned: 200,
  targeted: 90,
  unreadable: 0,
  updatedAt: at + 60,
};

describe.each(Object.entries(stores))('run store in %s', (_name, open) => {
  it('makes a run once, as it was given', async () => {
    const runs = await open();
    expect(await runs.createRun(spring)).toBe(true);
    expect(await runs.createRun({ ...spring, scanSegments: 3 })).toBe(false);
    expect(await runs.readRun('spring', at)).toEqual(spring);
    expect(await runs.readRun('spring', at + 1)).toBeUndefined();
  });

  it('lists runs that are running or paused, and all of a name with the newest first', async () => {
    const runs = await open();
    const states = ['running', 'paused', 'cancelled', 'done', 'missed'] as const;
    for (const [index, status] of states.entries()) {
      await runs.createRun({ ...spring, run: at + index, status });
    }
    await runs.createRun({ ...spring, name: 'autumn' });
    const active = (await runs.listActive(undefined)).runs.map(({ name, run }) => `${name} ${run - at}`);
    expect(active.sort()).toEqual(['autumn 0', 'spring 0', 'spring 1']);
    expect((await runs.listRuns('spring', undefined)).runs.map(({ run }) => run - at)).toEqual([
      4, 3, 2, 1, 0,
    ]);
  });

  it('changes a run only from a status that was named, and forgets when it was queued', async () => {
    const runs = await open();
    await runs.createRun(spring);
    await runs.noteQueued('spring', at, at + 5);
    expect((await runs.readRun('spring', at))?.queuedAt).toBe(at + 5);
    const pause = { from: ['running'], status: 'paused', pausedBy: 'operator' } as const;
    expect(await runs.changeRun('spring', at, pause)).toBe(true);
    expect(await runs.changeRun('spring', at, pause)).toBe(false);
    expect(await runs.readRun('spring', at)).toEqual({ ...spring, status: 'paused', pausedBy: 'operator' });
    await runs.noteQueued('spring', at, at + 9);
    expect(await runs.changeRun('spring', at, { from: ['paused'], status: 'running' })).toBe(true);
    expect(await runs.readRun('spring', at)).toEqual(spring);
    const totals = { scanned: 10, targeted: 4, unreadable: 1 };
    const end = { from: ['running'], status: 'done', finishedAt: at + 99, totals } as const;
    expect(await runs.changeRun('spring', at, end)).toBe(true);
    expect(await runs.readRun('spring', at)).toEqual({
      ...spring,
      status: 'done',
      finishedAt: at + 99,
      totals,
    });
    expect((await runs.listActive(undefined)).runs).toEqual([]);
    expect(await runs.changeRun('unknown', at, pause)).toBe(false);
    expect(await runs.readRun('unknown', at)).toBeUndefined();
  });

  it('replaces exactly the checkpoint before', async () => {
    const runs = await open();
    expect(await runs.readSegment('spring', at, 2)).toBeUndefined();
    expect(await runs.saveSegment({ ...checkpoint, step: 2 })).toBe(false);
    expect(await runs.saveSegment(checkpoint)).toBe(true);
    expect(await runs.saveSegment({ ...checkpoint, owner: 'invocation-2' })).toBe(false);
    const { cursor: _cursor, ...rest } = checkpoint;
    const last = { ...rest, step: 2, isDone: true };
    expect(await runs.saveSegment(last)).toBe(true);
    expect(await runs.readSegment('spring', at, 2)).toEqual(last);
    await runs.acquireTokens('spring', 7, 1);
    expect((await runs.listSegments('spring', at, undefined)).segments).toEqual([last]);
    expect((await runs.listSegments('spring', at + 1, undefined)).segments).toEqual([]);
  });

  it('adds up what is asked for in a minute', async () => {
    const runs = await open();
    const sums = await Promise.all([3, 4, 5].map((wanted) => runs.acquireTokens('spring', 7, wanted)));
    expect(Math.max(...sums)).toBe(12);
    expect(await runs.acquireTokens('spring', 8, 2)).toBe(2);
  });

  it('keeps one plan per name', async () => {
    const runs = await open();
    await runs.savePlan({ name: 'spring', hash: 'a', next: at });
    await runs.savePlan({ name: 'spring', hash: 'b' });
    await runs.savePlan({
      name: 'definitions',
      hash: 'c',
      definitions: { 'did:1': 'x' },
      pending: { 'did:1': 5 },
    });
    const plans = (await runs.listPlans(undefined)).plans;
    expect(plans.toSorted((left, right) => (left.name < right.name ? -1 : 1))).toEqual([
      { name: 'definitions', hash: 'c', definitions: { 'did:1': 'x' }, pending: { 'did:1': 5 } },
      { name: 'spring', hash: 'b' },
    ]);
  });
});
