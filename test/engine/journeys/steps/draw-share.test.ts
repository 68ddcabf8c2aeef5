/** Shares are drawn evenly, stably, and independently of each other. */
import { describe, expect, it } from 'vitest';
import { drawShare } from '../../../../engine/journeys/steps/draw-share.ts';

const people = Array.from({ length: 20_000 }, (_, i) => `person-${i}`);

describe('A draw', () => {
  it('is even: every tenth gets its tenth of the people', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const person of people) {
      const tenth = Math.floor(drawShare(person, 'win-back', 'control') / 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Six standard deviations: sqrt(20,000 * 0.1 * 0.9) is 42.
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(255);
  });

  it.each([
    ['between journeys', 'welcome', 'control'],
    ['between steps of one journey', 'win-back', 'other'],
    ['where names only join alike', 'win-backcontrol', ''],
  ])('is independent %s', (_, journey, step) => {
    const isLow = (share: number) => share < 50;
    const both = people.filter(
      (person) => isLow(drawShare(person, 'win-back', 'control')) && isLow(drawShare(person, journey, step)),
    );
    // A quarter of them, by six standard deviations of 61.
    expect(Math.abs(both.length - 5000)).toBeLessThan(370);
  });

  it('never changes: a person stays where a split of last year put them', () => {
    expect(['a', 'b', 'c'].map((person) => drawShare(person, 'j', 's').toFixed(4))).toEqual([
      '11.1258',
      '28.3788',
      '82.6327',
    ]);
  });
});
