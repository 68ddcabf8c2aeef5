/** The counts of a run add up: each record of the result is sent or rejected, whatever is in it and however it is read. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { createFaultInjector, type Fault, faultKinds } from '../../harness/faults.ts';
import { makeStory, openStory } from './warehouse-story.ts';

const header = '"customer_id","email","value","updated_at"';
const oneColumn = `
kind: query
id: customers
status: live
schedule: { at: "2026-11-23T10:00:00Z", repeat: FREQ=DAILY }
sql: SELECT customer_id FROM customers WHERE updated_at >= ?
parameters: [since]
mapping: { source: warehouse, event: Seen, columns: { customer_id: userId } }
`;

let program: ProgramSnapshot;
let single: ProgramSnapshot;
beforeAll(async () => {
  program = await makeStory();
  single = await makeStory(oneColumn);
});

async function run(
  snapshot: ProgramSnapshot,
  csv: string,
  more: { chunkBytes?: number; remaining?: number },
) {
  const story = await openStory(snapshot, { remaining: more.remaining ?? 800_000 });
  story.table.rows = [{ id: 'anna', value: '1', at: 1 }];
  story.table.writeCsv = () => csv;
  story.table.chunkBytes = more.chunkBytes ?? 70;
  await story.tick(30);
  const { last } = await story.readState();
  return { last, sent: story.countSent() };
}

it('the NULL of a result with one column is a rejected row', async () => {
  const { last, sent } = await run(single, '"customer_id"\n"anna"\n\n"bruno"\n\n', {});
  expect(last).toMatchObject({ rows: 4, sent: 2, rejected: 2, samples: [{ line: 3 }, { line: 5 }] });
  expect(sent).toBe(2);
});

const text = fc.constantFrom('', 'anna', 'b"o', 'c\nd', 'è,é', ' ', 'null', 'much', '5', '7.5');
const quote = (value: string): string => (value === '' ? '' : `"${value.replaceAll('"', '""')}"`);
const write = (head: string, records: readonly (readonly string[])[]) =>
  [head, ...records.map((cells) => cells.map(quote).join(',')), ''].join('\n');
const reading = { chunkBytes: fc.integer({ min: 1, max: 90 }), remaining: fc.constantFrom(5_000, 800_000) };

it('rows are those of the result, and each is sent or rejected', { timeout: 120_000 }, async () => {
  const records = fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(records, fc.record(reading), async (rows, more) => {
      const { last, sent } = await run(program, write(header, rows), more);
      expect(last).toMatchObject({ rows: rows.length, sent });
      expect((last?.sent ?? 0) + (last?.rejected ?? 0)).toBe(rows.length);
    }),
    { numRuns: 150 },
  );
});

it('so are those of a result with one column', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 12 }), fc.record(reading), async (ids, more) => {
      const { last, sent } = await run(
        single,
        write(
          '"customer_id"',
          ids.map((id) => [id]),
        ),
        more,
      );
      expect(last).toMatchObject({ rows: ids.length, sent });
      expect((last?.sent ?? 0) + (last?.rejected ?? 0)).toBe(ids.length);
    }),
    { numRuns: 150 },
  );
});

/** Four rows, one per minute; the result is lost when `minutes` have passed. */
async function loseResult(faults: readonly Fault[] = [], minutes = 5) {
  const injector = createFaultInjector(...faults);
  const story = await openStory(program, { injector });
  story.table.rows = ['anna', 'bruno', 'carla', 'dora'].map((id) => ({ id, value: '1', at: 1 }));
  await story.tick(minutes);
  story.contents.clear();
  await story.tick(4);
  return { last: (await story.readState()).last, sent: story.countSent(), calls: injector.calls };
}

it('a run that fails in the middle of an invocation reports what it has sent', async () => {
  const rows = Array.from({ length: 4_300 }, (_, index) => `"u${index}","u${index}@example.com","1","x"`);
  rows.splice(4_200, 0, '"broken"x,"","",""');
  const { last, sent } = await run(program, [header, ...rows, ''].join('\n'), { chunkBytes: 65_536 });
  expect(last).toMatchObject({ rows: 4_000, sent: 4_000, failure: { code: 'result_unreadable' } });
  expect(sent).toBe(4_000);
});

it.each(faultKinds)(
  'counts are those of the checkpoint when a call %s before the run fails',
  async (kind) => {
    const clean = await loseResult();
    expect(clean).toMatchObject({ sent: 2, last: { rows: 2, sent: 2, failure: { code: 'result_changed' } } });
    for (let call = 1; call <= clean.calls.length; call += 1) {
      const { last, sent } = await loseResult([{ call, kind }]);
      const story = `call ${call} (${clean.calls[call - 1]}) ${kind}`;
      // A crash between a group and its checkpoint: its rows are sent and not counted. Here a group is one row.
      expect([0, 1], story).toContain(sent - (last?.sent ?? 0));
      expect(last?.rows, story).toBe((last?.sent ?? 0) + (last?.rejected ?? 0));
    }
  },
);
