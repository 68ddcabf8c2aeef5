/** Results of several queries are read in turns: none waits for the end of another one. */
import { expect, it } from 'vitest';
import { makeProgram } from '../../harness/make-program.ts';
import { openStory, others, start, writeQuery } from './warehouse-story.ts';

const ids = ['a-long', 'b-long', 'c-short'];
const milliseconds = { invocation: 50_000, row: 25 };

/** Each row takes a moment of the invocation. */
async function open() {
  const documents = ids.map((id) => writeQuery(undefined, '', id));
  const program = await makeProgram([...documents, others].join('\n---\n'), undefined, start);
  let left = milliseconds.invocation;
  const story = await openStory(program, {
    remaining: () => {
      left -= milliseconds.row;
      return left;
    },
  });
  story.table.chunkBytes = 65_536;
  story.table.writeCsv = () => {
    const rows = story.listStarted().length === 2 ? 10 : 3_000;
    const lines = Array.from({ length: rows }, (_, index) => `"u${index}","u${index}@example.com","1","x"`);
    return ['"customer_id","email","value","updated_at"', ...lines, ''].join('\n');
  };
  const tick = async (minutes: number) => {
    for (let index = 0; index < minutes; index += 1) {
      left = milliseconds.invocation;
      await story.tick(1);
    }
  };
  return { story, tick };
}

it('each long one gets its share, and a short one ends beside them', async () => {
  const { story, tick } = await open();
  await tick(4);
  const [first, second, short] = await Promise.all(ids.map((id) => story.readState(id)));
  expect(short?.last).toMatchObject({ rows: 10, sent: 10 });
  expect(first?.run?.rows).toBeGreaterThan(300);
  expect(second?.run?.rows).toBeGreaterThan(300);
  // What the short one has not used is shared too: (50 s - 12 s) of 25 ms are 1,520 rows.
  const rows = (first?.run?.rows ?? 0) + (second?.run?.rows ?? 0);
  expect(rows).toBeGreaterThan(1_300);
  expect(rows).toBeLessThan(1_520);
});

it('all of them end, with each row sent once', async () => {
  const { story, tick } = await open();
  await tick(10);
  for (const [index, id] of ids.entries()) {
    const rows = index === 2 ? 10 : 3_000;
    expect((await story.readState(id)).last).toMatchObject({ rows, sent: rows, rejected: 0 });
  }
  expect(story.countSent()).toBe(6_010);
});
