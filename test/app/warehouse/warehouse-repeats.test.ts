/** A run that fails after it has sent rows: which of them count again in the next run. */
import { expect, it } from 'vitest';
import { day, makeStory, openStory, start, writeQuery } from './warehouse-story.ts';

const rows = ['anna', 'bruno', 'carla'].map((id, index) => ({ id, value: '5', at: start - index - 1 }));
const named = writeQuery(undefined, 'triggers: live')
  .replace('event: Value Changed', 'event: Value Changed\n  id: [customer_id, updated_at]')
  .replace('updated_at: ignore', 'updated_at: timestamp');

/** The result of the first run is removed while its rows are sent. */
async function failHalfway(query: string) {
  const story = await openStory(await makeStory(query));
  story.table.rows = rows;
  await story.tick(5);
  story.contents.clear();
  await story.tick(3);
  const { last } = await story.readState();
  expect(last).toMatchObject({ failure: { code: 'result_changed' } });
  story.stack.clock.now = start + day;
  await story.tick(14);
  const { people } = await story.observe();
  return { last, people };
}

it('rows of an event without an id count once more: the next run is another statement', async () => {
  const { last, people } = await failHalfway(writeQuery());
  expect(last?.sent).toBe(2);
  expect(people).toEqual(['anna@example.com 2 10', 'bruno@example.com 2 10', 'carla@example.com 1 5']);
});

it('rows of an event with an id and a timestamp count once', async () => {
  const { last, people } = await failHalfway(named);
  expect(last?.sent).toBe(2);
  expect(people).toEqual(rows.map(({ id }) => `${id}@example.com 1 5`));
});
