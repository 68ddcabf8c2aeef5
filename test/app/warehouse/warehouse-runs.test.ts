/** Runs of a query beside each other: several invocations, slow runs, pauses, and requests of an operator. */
import { beforeAll, describe, expect, it } from 'vitest';
import { requestRun } from '../../../app/warehouse/request-run.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeProgram } from '../../harness/make-program.ts';
import {
  day,
  firstMoment,
  makeStory,
  minute,
  openStory,
  others,
  start,
  type WarehouseStory,
  writeQuery,
} from './warehouse-story.ts';

let program: ProgramSnapshot;
beforeAll(async () => {
  program = await makeStory();
});

const rows = ['anna', 'bruno', 'carla', 'dora'].map((id, index) => ({ id, value: `${index + 1}`, at: 1 }));
const everybody = [
  'anna@example.com 1 1',
  'bruno@example.com 1 2',
  'carla@example.com 1 3',
  'dora@example.com 1 4',
];

async function open(snapshot = program, remaining?: number): Promise<WarehouseStory> {
  const story = await openStory(snapshot, remaining === undefined ? {} : { remaining });
  story.table.rows = rows;
  return story;
}

async function playClean() {
  const story = await open();
  await story.tick(14);
  return story.observe();
}

describe('a run of a query', () => {
  it('counts each row once', async () => {
    const seen = await playClean();
    expect(seen.people).toEqual(everybody);
    expect(seen.started).toHaveLength(1);
    expect(seen.states).toMatchObject([{ run: undefined, last: { rows: 4, sent: 4, rejected: 0 } }]);
  });

  it('changes nothing when each minute is delivered twice', async () => {
    const story = await open();
    for (let minutes = 0; minutes < 14; minutes += 1) {
      await story.tick(1);
      await story.invoke();
      await story.invokeApart();
    }
    expect(await story.observe()).toEqual(await playClean());
  });

  it.each([2, 3])('changes nothing when %i invocations run at once', async (parallel) => {
    const story = await open();
    for (let minutes = 0; minutes < 14; minutes += 1) {
      story.stack.clock.now += minute;
      await Promise.all(Array.from({ length: parallel }, () => story.invokeApart()));
    }
    expect(await story.observe()).toEqual(await playClean());
  });

  it('is read in one invocation that has the time for it', async () => {
    const story = await open(program, 800_000);
    await story.tick(5);
    expect(await story.observe()).toEqual(await playClean());
  });

  it('continues where a connection broke', async () => {
    const story = await open(program, 800_000);
    story.table.chunkBytes = 13;
    story.table.chunksPerConnection = 3;
    await story.tick(5);
    expect(await story.observe()).toEqual(await playClean());
  });

  it('sends a result of several groups once, whole', async () => {
    const story = await open(program, 800_000);
    const many = Array.from({ length: 8_100 }, (_, index) => ({ id: `u${index}`, value: '1', at: 1 }));
    story.table.rows = many;
    story.table.chunkBytes = 65_536;
    await story.tick(5);
    const { last, run } = await story.readState();
    expect(run).toBeUndefined();
    expect(last).toMatchObject({ rows: 8_100, sent: 8_100, rejected: 0 });
    const texts = story.stack.queues.get('profile').peek();
    const batches = texts.flatMap((body) => {
      const detail = body['detail'] as { batch?: readonly { userId?: string }[]; userId?: string };
      return detail.batch ?? [detail];
    });
    expect(new Set(batches.map(({ userId }) => userId)).size).toBe(8_100);
    expect(batches).toHaveLength(8_100);
  });
});

describe('a run that is slower than its schedule', () => {
  it('is not started twice: what became due is skipped, and the next run starts', async () => {
    const story = await open(
      await makeStory(writeQuery('{ at: "2026-11-23T10:00:00Z", repeat: FREQ=HOURLY }')),
    );
    story.table.duration = 150 * minute;
    await story.tick(2 + 149);
    expect(story.listStarted()).toHaveLength(1);
    await story.tick(8);
    // 11:00 and 12:00.
    const state = await story.readState();
    expect(state).toMatchObject({ skipped: 2, last: { moment: firstMoment, rows: 4 } });
    expect(state.run).toBeUndefined();
    story.table.duration = minute;
    await story.tick(30);
    expect(story.listStarted()).toHaveLength(2);
    expect(await story.readState()).toMatchObject({
      last: { moment: firstMoment + 180 * minute, rows: 0 },
      succeeded: { moment: firstMoment + 180 * minute },
    });
    // It reads on from the moment of the one before.
    expect(story.listStarted()[1]).toContain("TIMESTAMP '2026-11-23 10:00:00.000'");
    expect((await story.observe()).people).toEqual(everybody);
  });

  it('does not hold up the other queries', async () => {
    const both = await makeProgram(
      `${writeQuery()}\n---\n${writeQuery(undefined, '', 'others')}\n---\n${others}`,
      undefined,
      start,
    );
    const story = await openStory(both);
    story.table.rows = rows;
    await story.tick(14);
    const states = (await story.observe()).states;
    expect(states.map(({ id, last }) => [id, last?.sent])).toEqual([
      ['customers', 4],
      ['others', 4],
    ]);
    expect((await story.observe()).people[0]).toBe('anna@example.com 2 2');
  });
});

describe('a query that is paused', () => {
  const pauses = { 'query/customers': { at: start, by: 'operator', reason: 'The table is wrong' } };

  it.each([3, 4, 5, 6, 7])('in minute %i of its run goes on there when it is resumed', async (minutes) => {
    const story = await open();
    await story.tick(minutes);
    await story.publish({ ...program, version: 2, pauses });
    const sent = story.stack.queues.get('profile').length;
    await story.tick(30);
    expect(story.stack.queues.get('profile')).toHaveLength(sent);
    await story.publish({ ...program, version: 3 });
    await story.tick(14);
    expect(await story.observe()).toEqual(await playClean());
  });

  it('does not start, and runs once when it is resumed', async () => {
    const story = await open();
    await story.publish({ ...program, version: 2, pauses });
    await story.tick(20);
    expect(story.listStarted()).toEqual([]);
    await story.publish({ ...program, version: 3 });
    story.stack.clock.now = start + day;
    await story.tick(14);
    expect((await story.observe()).people).toEqual(everybody);
    expect(story.listStarted()).toHaveLength(1);
  });

  it('can be archived in the middle: nothing more is sent', async () => {
    const story = await open();
    await story.tick(6);
    const sent = story.stack.queues.get('profile').length;
    expect(sent).toBeGreaterThan(0);
    const next = await makeStory(writeQuery().replace('status: live', 'status: archived'), program);
    await story.publish(next);
    await story.tick(30);
    expect(story.stack.queues.get('profile')).toHaveLength(sent);
  });
});

describe('a run that an operator asks for', () => {
  const request = (story: WarehouseStory, isDry = false) =>
    requestRun(story.queries, program, 'customers', { at: story.stack.clock.now, isDry });

  it('starts once, beside those of the schedule', async () => {
    const story = await open();
    expect(await request(story)).toEqual({ isWaiting: false });
    await Promise.all([story.invokeApart(), story.invokeApart()]);
    await story.tick(14);
    const { last, skipped, requested } = await story.readState();
    // The scheduled one became due in the meantime.
    expect([last?.moment, skipped, requested]).toEqual([start, 1, undefined]);
    expect(story.listStarted()).toHaveLength(1);
    expect((await story.observe()).people).toEqual(everybody);
  });

  it('waits for the run before it', async () => {
    const story = await open();
    await story.tick(4);
    expect(await request(story)).toEqual({ isWaiting: true });
    await story.tick(20);
    const { last, requested } = await story.readState();
    expect([last?.moment, last?.rows, requested]).toEqual([firstMoment + 2 * minute, 0, undefined]);
    expect((await story.observe()).people).toEqual(everybody);
  });

  it('sends nothing when it is dry, and leaves the first run as it would be', async () => {
    const story = await open();
    story.stack.clock.now -= 60 * minute;
    await request(story, true);
    await story.tick(10);
    const { last, succeeded } = await story.readState();
    expect(last).toMatchObject({ isDry: true, rows: 4, sent: 4, rejected: 0 });
    expect(succeeded).toBeUndefined();
    expect((await story.observe()).people).toEqual([]);
    story.stack.clock.now = start;
    await story.tick(14);
    const seen = await story.observe();
    expect(seen.people).toEqual(everybody);
    expect(seen.states).toMatchObject([{ skipped: 0, last: { moment: firstMoment, isDry: false, sent: 4 } }]);
    expect(seen.started.at(-1)).toBe((await playClean()).started[0]);
  });
});
