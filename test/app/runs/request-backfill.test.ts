/** A backfill that an operator asks for, and how far it is, as data. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../adapters/memory/run-store.ts';
import { inspectBackfills } from '../../../app/inspect/inspect-backfills.ts';
import { requestBackfill } from '../../../app/runs/request-backfill.ts';
import { openStage } from '../../harness/recorded-life.ts';

const first = '{ kind: trait, id: orders, status: live, function: count, event: Order Completed }';
const second = `
{ kind: trait, id: spent, status: live, function: sum, event: Order Completed, path: properties.revenue }
---
{ kind: segment, id: spenders, status: live, condition: { profile: { computed: { spent: [{ numeric: [">=", 100] }] } } } }
---
{ kind: segment, id: swiss, status: live, condition: { profile: { traits: { country: [CH] } } } }`;

const now = Date.parse('2026-11-22T12:00:00Z');

async function openWorld() {
  return { ...(await openStage()), runs: createMemoryRunStore() };
}

let world: Awaited<ReturnType<typeof openWorld>>;
beforeEach(async () => {
  world = await openWorld();
});

describe('a requested backfill', () => {
  it('counts what is new, lets its segments’ members enter with triggers, and waits for the active one', async () => {
    await world.publish(first);
    await world.publish(second);
    const history = [{ id: 'spent', readers: ['segment/spenders'] }];
    expect(await requestBackfill(world, { triggers: true, traits: ['spent'], now })).toEqual({
      outcome: 'started',
      run: now,
      version: 2,
      traits: ['spent'],
      history,
      triggers: true,
      segments: ['spenders'],
    });
    expect(await requestBackfill(world, { triggers: false, now: now + 1 })).toEqual({
      outcome: 'already_active',
      since: now,
    });
    const { backfills, evaluations } = await inspectBackfills(world);
    expect(backfills).toMatchObject([{ run: { run: now, status: 'running' }, progress: { done: 0 } }]);
    expect(evaluations).toEqual([]);
  });

  it('starts again after the last one is done', async () => {
    await world.publish(first);
    await requestBackfill(world, { triggers: false, now });
    await world.runs.changeRun('backfill', now, { from: ['running'], status: 'done' });
    const again = await requestBackfill(world, { triggers: false, now: now + 1 });
    expect(again).toMatchObject({ outcome: 'started', run: now + 1, segments: [] });
  });

  it('creates no run for what is not published', async () => {
    expect(await requestBackfill(world, { triggers: false, now })).toEqual({ outcome: 'nothing_published' });
    await world.publish(`${first}\n---${second}`);
    expect(await requestBackfill(world, { triggers: false, traits: ['nowhere'], now })).toEqual({
      outcome: 'unknown_trait',
      trait: 'nowhere',
      known: ['orders', 'spent'],
    });
    expect(await requestBackfill(world, { triggers: true, segments: ['french'], now })).toEqual({
      outcome: 'unknown_segment',
      segment: 'french',
      known: ['spenders', 'swiss'],
    });
    expect((await inspectBackfills(world)).backfills).toEqual([]);
  });
});
