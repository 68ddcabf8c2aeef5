/** `npm run replay:erasure` in small: people are erased at each step of their mailing. */
import { expect, it } from 'vitest';
import { checkCrowd, mailAndErase } from '../../harness/check-crowd.ts';

it('erases 105 of 150 people at each step of their mailing, and no one else loses a message', {
  timeout: 60_000,
}, async () => {
  const { figures, wrong } = await checkCrowd(await mailAndErase(150, 1));
  expect(wrong).toEqual([]);
  expect(figures).toMatchObject({ people: 150, erased: 105, receipts: 105, lost: 0 });
  // Of those who were erased, some had a message, and none has both.
  expect(figures.sent).toBeGreaterThan(2 * 45);
});
