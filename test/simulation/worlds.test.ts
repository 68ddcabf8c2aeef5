/** Whole worlds, many seeds: whatever fails, lags, dies or is published meanwhile, the books are right in the end. */
import { describe, expect, it } from 'vitest';
import { generateStory } from './generate.ts';
import { playStory } from './run.ts';
import { simulateWorlds } from './simulate-worlds.ts';

describe('whole worlds', () => {
  it('follow from their seed alone', async () => {
    const [first, second] = [
      await playStory(generateStory(17), true),
      await playStory(generateStory(17), true),
    ];
    expect(first.lines.length).toBeGreaterThan(50);
    expect(second.lines).toEqual(first.lines);
    const other = await playStory(generateStory(18), true);
    expect(other.lines).not.toEqual(first.lines);
  });

  it('break no invariant, and meet every kind of trouble', async () => {
    const { failures, counts } = await simulateWorlds({ from: 1, seeds: 150 });
    expect(Object.fromEntries(failures)).toEqual({});
    for (const what of [
      'fails before',
      'fails after',
      'times out after',
      'dies before',
      'dies after',
      'is repeated',
      'takes only some',
      'stale reads',
      'dead letters moved back',
      'edits',
      'provider: deferred',
      'provider: lost',
      'provider: taken, unanswered',
    ]) {
      expect(counts[what], what).toBeGreaterThan(0);
    }
  });
});
