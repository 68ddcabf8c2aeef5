/** The counts of a run add up: each record of the result is sent or rejected, whatever is in it and however it is read. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeStory, openStory, type WarehouseStory } from './warehouse-story.ts';

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
  return { last, sent: countSent(story) };
}

/** Different ids, in events and in packed ones. */
function countSent(story: WarehouseStory): number {
  const ids = story.stack.queues
    .get('profile')
    .peek()
    .flatMap((body) => {
      const detail = body['detail'] as { batch?: readonly { messageId: string }[]; messageId: string };
      return (detail.batch ?? [detail]).map(({ messageId }) => messageId);
    });
  return new Set(ids).size;
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
