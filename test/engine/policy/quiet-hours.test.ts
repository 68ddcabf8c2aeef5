/** Quiet hours that leave no gap. */
import { describe, expect, it } from 'vitest';
import type { QuietWindow } from '../../../engine/model/documents/policy-document.ts';
import { compileQuietWindow, findQuietEnd } from '../../../engine/policy/quiet-hours.ts';

const at = Date.parse('2026-03-01T10:00:00Z');
const year = 366 * 86_400_000;

describe('Quiet hours that follow on each other', () => {
  it.each<[string, QuietWindow[]]>([
    ['all day, every day', [{ from: '00:00', to: '24:00' }]],
    [
      'by night and by day',
      [
        { from: '20:00', to: '10:00' },
        { from: '09:00', to: '21:00' },
      ],
    ],
  ])('%s, never end, for any length of wait', (_, windows) => {
    // A message may be held for a thousand years: the days are not counted.
    expect(findEnd(windows, at + 1000 * year)).toBe(Number.POSITIVE_INFINITY);
    expect(findEnd(windows, at + 86_400_000)).toBeGreaterThan(at + 86_400_000);
  });

  it('for all of December end with the year', () => {
    const dates = Array.from({ length: 31 }, (_, day) => `12-${String(day + 1).padStart(2, '0')}`);
    const windows = [{ from: '00:00', to: '24:00', dates }];
    const inDecember = Date.parse('2026-12-05T10:00:00Z');
    expect(findEnd(windows, inDecember + 1000 * year, inDecember)).toBe(Date.parse('2027-01-01T00:00:00Z'));
  });
});

function findEnd(windows: readonly QuietWindow[], limit: number, from = at): number | undefined {
  const compiled = windows.flatMap((window) => compileQuietWindow(window) ?? []);
  return findQuietEnd(compiled, 'email', from, 'UTC', limit);
}
