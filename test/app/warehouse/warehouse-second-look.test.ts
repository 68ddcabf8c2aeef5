/** A failure of the warehouse is final when a later invocation finds it too: Athena repeats a query after some errors. */
import { beforeAll, expect, it } from 'vitest';
import type { WarehouseExecution } from '../../../app/ports/warehouse.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeStory, openStory } from './warehouse-story.ts';

const failed: WarehouseExecution = { state: 'failed', bytesScanned: 7, reason: 'INTERNAL_ERROR' };
const running: WarehouseExecution = { state: 'running' };

let program: ProgramSnapshot;
beforeAll(async () => {
  program = await makeStory();
});

async function open(...looks: WarehouseExecution[]) {
  const story = await openStory(program, { remaining: 800_000 });
  story.table.rows = [{ id: 'anna', value: '1', at: 1 }];
  story.table.looks.push(...looks);
  return story;
}

it.each([
  ['is repeated and succeeds', [failed, failed]],
  ['runs again and succeeds', [failed, failed, running, running]],
  ['fails again in between', [failed, failed, running, running, failed, failed]],
])('a query that %s counts as one run', async (_, looks) => {
  const story = await open(...looks);
  await story.tick(8);
  const { last } = await story.readState();
  expect(last).toMatchObject({ rows: 1, sent: 1, bytesScanned: 1_000 });
  expect(last?.failure).toBeUndefined();
  expect(story.counts['QueriesFailed']).toBeUndefined();
  expect(story.listStarted()).toHaveLength(1);
});

it('a failure that stays is reported in the next minute, not by another invocation of the same one', async () => {
  const story = await open();
  story.table.failure = 'INTERNAL_ERROR';
  story.table.duration = 0;
  await story.tick(2);
  for (const _ of [1, 2, 3]) await story.invokeApart();
  expect((await story.readState()).run).toMatchObject({ failureSeenAt: story.stack.clock.now });
  await story.tick(1);
  expect((await story.readState()).last).toMatchObject({ failure: { code: 'query_failed' } });
  expect(story.counts['QueriesFailed']).toBe(1);
});
