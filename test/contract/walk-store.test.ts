/** The store of walks keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoWalkStore } from '../../adapters/dynamodb/walk-store.ts';
import { createMemoryWalkStore } from '../../adapters/memory/walk-store.ts';
import type { ShardCheckpoint, WalkRun, WalkStore } from '../../adapters/ports.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const stores: Record<string, () => Promise<WalkStore>> = {
  memory: async () => createMemoryWalkStore(),
  DynamoDB: async () => createDynamoWalkStore(database.client, await database.createTable('walks')),
};

const at = 1_700_000_000_000;
const spring: WalkRun = {
  subject: 'spring',
  run: at,
  visit: { kind: 'campaign', campaign: 'spring', run: at, localTime: '2026-12-24T18:00' },
  audience: { kind: 'segment', segment: 'italians' },
  shards: 8,
  perMinute: 500,
  createdAt: at + 7,
  programVersion: 3,
  status: 'running',
};
const checkpoint: ShardCheckpoint = {
  subject: 'spring',
  run: at,
  shard: 2,
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

describe.each(Object.entries(stores))('walks in %s', (_name, open) => {
  it('make a run once, as it was given', async () => {
    const walks = await open();
    expect(await walks.createRun(spring)).toBe(true);
    expect(await walks.createRun({ ...spring, shards: 3 })).toBe(false);
    expect(await walks.readRun('spring', at)).toEqual(spring);
    expect(await walks.readRun('spring', at + 1)).toBeUndefined();
  });

  it('list runs that are running or paused, and all of a subject with the newest first', async () => {
    const walks = await open();
    const states = ['running', 'paused', 'cancelled', 'done', 'missed'] as const;
    for (const [index, status] of states.entries()) {
      await walks.createRun({ ...spring, run: at + index, status });
    }
    await walks.createRun({ ...spring, subject: 'autumn' });
    const active = (await walks.listActive(undefined)).runs.map(
      ({ subject, run }) => `${subject} ${run - at}`,
    );
    expect(active.sort()).toEqual(['autumn 0', 'spring 0', 'spring 1']);
    expect((await walks.listRuns('spring', undefined)).runs.map(({ run }) => run - at)).toEqual([
      4, 3, 2, 1, 0,
    ]);
  });

  it('change a run only from a status that was named, and forget when it was queued', async () => {
    const walks = await open();
    await walks.createRun(spring);
    await walks.noteQueued('spring', at, at + 5);
    expect((await walks.readRun('spring', at))?.queuedAt).toBe(at + 5);
    const pause = { from: ['running'], status: 'paused', pausedBy: 'operator' } as const;
    expect(await walks.changeRun('spring', at, pause)).toBe(true);
    expect(await walks.changeRun('spring', at, pause)).toBe(false);
    expect(await walks.readRun('spring', at)).toEqual({ ...spring, status: 'paused', pausedBy: 'operator' });
    await walks.noteQueued('spring', at, at + 9);
    expect(await walks.changeRun('spring', at, { from: ['paused'], status: 'running' })).toBe(true);
    expect(await walks.readRun('spring', at)).toEqual(spring);
    const totals = { scanned: 10, targeted: 4, unreadable: 1 };
    const end = { from: ['running'], status: 'done', finishedAt: at + 99, totals } as const;
    expect(await walks.changeRun('spring', at, end)).toBe(true);
    expect(await walks.readRun('spring', at)).toEqual({
      ...spring,
      status: 'done',
      finishedAt: at + 99,
      totals,
    });
    expect((await walks.listActive(undefined)).runs).toEqual([]);
    expect(await walks.changeRun('nobody', at, pause)).toBe(false);
    expect(await walks.readRun('nobody', at)).toBeUndefined();
  });

  it('replace exactly the checkpoint before', async () => {
    const walks = await open();
    expect(await walks.readShard('spring', at, 2)).toBeUndefined();
    expect(await walks.saveShard({ ...checkpoint, step: 2 })).toBe(false);
    expect(await walks.saveShard(checkpoint)).toBe(true);
    expect(await walks.saveShard({ ...checkpoint, owner: 'invocation-2' })).toBe(false);
    const { cursor: _cursor, ...rest } = checkpoint;
    const last = { ...rest, step: 2, isDone: true };
    expect(await walks.saveShard(last)).toBe(true);
    expect(await walks.readShard('spring', at, 2)).toEqual(last);
    await walks.takeTokens('spring', 7, 1);
    expect((await walks.listShards('spring', at, undefined)).shards).toEqual([last]);
    expect((await walks.listShards('spring', at + 1, undefined)).shards).toEqual([]);
  });

  it('add up what is asked for in a minute', async () => {
    const walks = await open();
    const sums = await Promise.all([3, 4, 5].map((wanted) => walks.takeTokens('spring', 7, wanted)));
    expect(Math.max(...sums)).toBe(12);
    expect(await walks.takeTokens('spring', 8, 2)).toBe(2);
  });

  it('keep one plan per subject', async () => {
    const walks = await open();
    await walks.savePlan({ subject: 'spring', hash: 'a', next: at });
    await walks.savePlan({ subject: 'spring', hash: 'b' });
    await walks.savePlan({
      subject: 'definitions',
      hash: 'c',
      definitions: { 'did:1': 'x' },
      pending: { 'did:1': 5 },
    });
    const plans = (await walks.listPlans(undefined)).plans;
    expect(plans.toSorted((left, right) => (left.subject < right.subject ? -1 : 1))).toEqual([
      { subject: 'definitions', hash: 'c', definitions: { 'did:1': 'x' }, pending: { 'did:1': 5 } },
      { subject: 'spring', hash: 'b' },
    ]);
  });
});
