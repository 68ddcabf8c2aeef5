/** What an SMS takes of the day's ceilings. */
import { expect, it } from 'vitest';
import { isSmsTooLong, listSmsShares } from '../../../engine/policy/sms-ceilings.ts';

const policy = { dailyParts: 100, dailySpend: 2.5 };

it('takes its parts, and their price where it is known', () => {
  expect(listSmsShares(policy, { parts: 3, millicents: 1743 })).toEqual([
    { unit: 'parts', name: 'sms:parts', ceiling: 100, amount: 3 },
    { unit: 'spend', name: 'sms:spend', ceiling: 250_000, amount: 1743 },
  ]);
  expect(listSmsShares(policy, { parts: 1 })).toEqual([
    { unit: 'parts', name: 'sms:parts', ceiling: 100, amount: 1 },
  ]);
  expect(listSmsShares({ dailySpend: 1 }, { parts: 1 })).toEqual([]);
  expect(listSmsShares(undefined, { parts: 1, millicents: 581 })).toEqual([]);
});

it.each([
  [{ dailyParts: 2 }, { parts: 2 }, false],
  [{ dailyParts: 2 }, { parts: 3 }, true],
  [{ dailySpend: 0.01 }, { parts: 1, millicents: 1000 }, false],
  [{ dailySpend: 0.01 }, { parts: 1, millicents: 1001 }, true],
  [{ maxParts: 2, dailyParts: 100 }, { parts: 3 }, true],
])('with %o, a promotional SMS of %o is too long: %s', (limits, bill, expected) => {
  expect(isSmsTooLong({ class: 'promotional' }, bill, limits)).toBe(expected);
  const isLimited = 'maxParts' in limits;
  expect(isSmsTooLong({ class: 'transactional' }, bill, limits)).toBe(isLimited);
  expect(isSmsTooLong({ class: 'promotional', isTest: true }, bill, limits)).toBe(isLimited);
});
