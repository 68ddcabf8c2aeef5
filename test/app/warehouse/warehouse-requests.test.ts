/** A dry run of a query changes nothing that a scheduled run depends on. */
import { expect, it } from 'vitest';
import { requestRun } from '../../../app/warehouse/request-run.ts';
import { firstMoment, makeStory, openStory } from './warehouse-story.ts';

it('a scheduled run that is due during a dry run starts after it', async () => {
  const program = await makeStory();
  const story = await openStory(program);
  story.table.rows = [{ id: 'anna', value: '1', at: 1 }];
  await requestRun(story.queries, program, 'customers', { at: story.stack.clock.now, isDry: true });
  await story.invoke();
  await story.tick(14);
  expect(await story.readState()).toMatchObject({
    skipped: 0,
    last: { moment: firstMoment, isDry: false, sent: 1 },
    succeeded: { moment: firstMoment },
  });
  expect((await story.observe()).people).toEqual(['anna@example.com 1 1']);
});
