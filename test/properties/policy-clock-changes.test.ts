/** Quiet hours minute by minute around every kind of clock change. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuietWindow } from '../../engine/model/documents/policy-document.ts';
import { compileQuietWindow, findQuietEnd } from '../../engine/policy/quiet-hours.ts';
import { isQuiet } from './policy-oracle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Zone, and the moment its clocks change: by an hour, by half an hour, at midnight, just after it, over a year's end. */
const changes = [
  ['Europe/Rome', '2026-03-29T01:00:00Z'],
  ['Europe/Rome', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['America/Havana', '2026-03-08T05:00:00Z'],
  ['America/Asuncion', '2024-03-24T03:00:00Z'],
  ['America/St_Johns', '2009-11-01T02:31:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z'],
  ['UTC', '2026-12-31T23:00:00Z'],
] as const;

const time = fc
  .tuple(fc.constantFrom(22, 23, 0, 1, 2, 3, 4, 12), fc.constantFrom('00', '01', '30'))
  .map(([hour, minutes]) => `${String(hour).padStart(2, '0')}:${minutes}`);
const window: fc.Arbitrary<QuietWindow> = fc.record({
  from: time,
  to: fc.oneof(time, fc.constant('24:00')),
});

const given = fc.record({
  change: fc.constantFrom(...changes),
  windows: fc.array(window, { minLength: 1, maxLength: 2 }),
  minutes: fc.integer({ min: -180, max: 180 }),
});

describe('around a change of the clocks', () => {
  it('quiet hours include every quiet time of the local clock, and their end is not quiet', () => {
    fc.assert(
      fc.property(given, ({ change: [zone, moment], windows, minutes }) => {
        const at = Date.parse(moment) + minutes * MINUTE;
        const end = findEnd(windows, at, zone);
        if (isQuiet(windows, 'email', at, zone)) expect(end).toBeDefined();
        if (end !== undefined && end < at + 72 * HOUR) {
          expect(isQuiet(windows, 'email', end, zone)).toBe(false);
          expect(end).toBeGreaterThan(at);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('quiet hours are no longer than on the local clock, except for an hour that occurs twice', () => {
    fc.assert(
      fc.property(given, ({ change: [zone, moment], windows, minutes }) => {
        const change = Date.parse(moment);
        const at = change + minutes * MINUTE;
        if (findEnd(windows, at, zone) === undefined) return;
        const moments = [at];
        // The hour before and the hour after clocks are put back show the same: what is quiet in one is in both.
        if (Math.abs(at - change) < 90 * MINUTE) {
          for (let m = -90; m < 90; m++) moments.push(change + m * MINUTE);
        }
        expect(moments.some((one) => isQuiet(windows, 'email', one, zone))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

function findEnd(windows: readonly QuietWindow[], at: number, zone: string): number | undefined {
  const compiled = windows.flatMap((one) => compileQuietWindow(one) ?? []);
  return findQuietEnd(compiled, 'email', at, zone, at + 72 * HOUR);
}
