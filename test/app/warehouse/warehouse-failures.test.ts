/** Runs of a query that fail, or have nothing to send: a clear report, and the next run reads everything that is missing. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { QueryFailureCode } from '../../../app/ports/query-store.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { writeResult } from './sample-warehouse.ts';
import {
  day,
  firstMoment,
  makeStory,
  minute,
  openStory,
  start,
  type WarehouseStory,
} from './warehouse-story.ts';

let program: ProgramSnapshot;
beforeAll(async () => {
  program = await makeStory();
});

const rows = ['anna', 'bruno', 'carla'].map((id) => ({ id, value: '5', at: 1 }));
const everybody = ['anna', 'bruno', 'carla'].map((id) => `${id}@example.com 1 5`);
const since1970 = "TIMESTAMP '1970-01-01 00:00:00.000'";

async function open(remaining?: number): Promise<WarehouseStory> {
  const story = await openStory(program, remaining === undefined ? {} : { remaining });
  story.table.rows = rows;
  return story;
}

/** The second day is as it should be. */
async function repair(story: WarehouseStory): Promise<void> {
  Object.assign(story.table, { failure: undefined, refusal: undefined, writeCsv: writeResult });
  story.table.duration = minute;
  story.stack.clock.now = start + day;
  await story.tick(14);
}

type Break = (table: WarehouseStory['table'], story: WarehouseStory) => void;

const failures: readonly [string, Break, QueryFailureCode, RegExp][] = [
  [
    'Athena does not accept',
    (table) => {
      table.refusal = "line 1:8: mismatched input 'FORM'. Expecting: ','";
    },
    'not_accepted',
    /mismatched input 'FORM'/,
  ],
  [
    'fails for its SQL',
    (table) => {
      table.failure = "COLUMN_NOT_FOUND: line 1:8: Column 'valu' cannot be resolved";
    },
    'query_failed',
    /Column 'valu' cannot be resolved/,
  ],
  [
    'fails at a value',
    (table) => {
      table.failure = "INVALID_CAST_ARGUMENT: Cannot cast 'anna@example.com' to BIGINT";
    },
    'query_failed',
    /^INVALID_CAST_ARGUMENT: the full text/,
  ],
  [
    'has a result without a column of the mapping',
    (table) => {
      table.writeCsv = () => '"customer_id","value"\n"anna","5"\n';
    },
    'columns_missing',
    /^The result has no column "email"\. It has "customer_id", "value"\.$/,
  ],
  [
    'has a result that is no CSV',
    (table) => {
      table.writeCsv = () => '"customer_id","email","value"\n"anna"x,"y","5"\n';
    },
    'result_unreadable',
    /line 2/,
  ],
  [
    'has only rows that cannot be used',
    (table) => {
      table.writeCsv = (found) => writeResult(found.map((row) => ({ ...row, value: 'much' })));
    },
    'all_rows_rejected',
    /^Each of 3 rows was rejected\. The first one, line 2: /,
  ],
  [
    'has lost its result',
    (_table, { contents }) => {
      Object.assign(contents, { set: () => contents });
    },
    'result_missing',
    /does not exist/,
  ],
];

describe('a query that', () => {
  it.each(failures)(
    '%s is reported, counted, and repaired by the next run',
    async (_title, spoil, code, reason) => {
      const story = await open();
      const { set } = story.contents;
      spoil(story.table, story);
      await story.tick(14);
      const { last, run, succeeded } = await story.readState();
      expect(run).toBeUndefined();
      expect(succeeded).toBeUndefined();
      expect(last).toMatchObject({ moment: firstMoment, sent: 0, failure: { code } });
      expect(last?.failure?.reason).toMatch(reason);
      expect(JSON.stringify(last)).not.toContain('@example.com');
      expect(story.counts['QueriesFailed']).toBe(1);
      expect((await story.observe()).people).toEqual([]);

      story.contents.set = set;
      await repair(story);
      const seen = await story.observe();
      expect(seen.people).toEqual(everybody);
      expect(seen.started.at(-1)).toContain(since1970);
      expect(seen.states).toMatchObject([{ skipped: 0, succeeded: { moment: firstMoment + day } }]);
    },
  );

  it('does not end in a day is given up and counted, and a later run does all', async () => {
    const story = await open();
    story.table.duration = 10 * day;
    await story.tick(3);
    story.stack.clock.now = start + day;
    await story.tick(4);
    const { last, skipped } = await story.readState();
    expect(last).toMatchObject({ moment: firstMoment, failure: { code: 'took_too_long' } });
    expect(skipped).toBe(1);
    story.stack.clock.now += day;
    story.table.duration = minute;
    await story.tick(14);
    expect((await story.observe()).people).toEqual(everybody);
    expect(story.counts['QueriesFailed']).toBe(1);
  });

  it('has no rows succeeds, and the next one reads on from its moment', async () => {
    const story = await open();
    story.table.rows = [];
    await story.tick(14);
    const { last, succeeded } = await story.readState();
    expect(last).toMatchObject({ rows: 0, sent: 0, rejected: 0, bytesScanned: 1_000 });
    expect(last?.failure).toBeUndefined();
    expect(succeeded?.moment).toBe(firstMoment);
    expect(story.counts['QueriesFailed']).toBeUndefined();
    await repair(story);
    expect(story.listStarted()[1]).toContain("TIMESTAMP '2026-11-23 10:00:00.000'");
  });

  it('has some rows that cannot be used sends the others, and keeps each of those once', async () => {
    const story = await open();
    story.table.writeCsv = (found) => `${writeResult(found)}"dora","dora@example.com"\n,,"5","x"\n`;
    await story.tick(14);
    const seen = await story.observe();
    expect(seen.people).toEqual(everybody);
    expect(seen.states).toMatchObject([
      { last: { rows: 5, sent: 3, rejected: 2, samples: [{ line: 5 }, { line: 6 }] } },
    ]);
    expect(seen.rejects).toEqual([
      expect.stringContaining('query/customers, line 5: 2 values, but the result has 4 columns'),
      expect.stringContaining('query/customers, line 6: '),
    ]);
  });

  it('has its result replaced while it is read stops there', async () => {
    const story = await open();
    await story.tick(4);
    const [key = ''] = story.contents.keys();
    const { place } = (await story.readState()).run ?? {};
    expect(place).toBeDefined();
    story.contents.set(key, Buffer.from(writeResult([])));
    await story.tick(8);
    const { last } = await story.readState();
    expect(last?.failure?.code).toBe('result_changed');
    expect(last?.sent).toBeGreaterThan(0);
  });

  it('reads lines inside of values, quotes and characters of several bytes', async () => {
    const story = await open();
    story.table.chunkBytes = 3;
    story.table.writeCsv = () =>
      '"email","customer_id","value","note"\n"a@example.com","an ""è"", a","5","x\r\nè"\r\n"b@example.com","b",,';
    await story.tick(14);
    const { last } = await story.readState();
    expect(last).toMatchObject({ rows: 2, rejected: 0, sent: 2 });
    expect(story.stack.queues.get('profile').peek()).toMatchObject([
      { detail: { userId: 'an "è", a', context: { import: { line: 2 } } } },
      { detail: { userId: 'b', context: { import: { line: 4 } } } },
    ]);
  });
});
