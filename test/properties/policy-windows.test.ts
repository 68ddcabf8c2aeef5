/** No window ever holds more than its limit, and nothing goes out in quiet hours, whatever comes when. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrequencyCap, QuietWindow } from '../../engine/model/documents/policy-document.ts';
import { findBreaches, isQuiet, lengths, sendGreedily } from './policy-oracle.ts';
import { HOUR, playStory, type Story, startArbitrary, wantArbitrary, zones } from './policy-story.ts';

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const channels = some(fc.constantFrom(['email'] as const, ['sms'] as const));

const cap: fc.Arbitrary<FrequencyCap> = fc
  .record({
    limit: fc.integer({ min: 1, max: 4 }),
    window: fc.oneof(
      fc.constantFrom(...Object.keys(lengths)).map((within) => ({ within })),
      fc.constantFrom('day', 'week', 'month').map((per) => ({ per }) as const),
    ),
    channels,
    topic: some(fc.constant('news')),
    counts: some(fc.constantFrom('promotional', 'transactional', 'all')),
  })
  .map(({ window, ...rest }) => strip({ ...rest, ...window }));

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
  .map(([hour, minutes]) => `${String(hour).padStart(2, '0')}:${minutes}`);

const quietWindow: fc.Arbitrary<QuietWindow> = fc
  .record({
    from: time,
    to: fc.oneof(time, fc.constant('24:00')),
    weekdays: some(fc.subarray(['monday', 'friday', 'saturday', 'sunday'] as const, { minLength: 1 })),
    dates: some(fc.constant(['03-29', '2026-10-25', '06-02'])),
    channels,
  })
  .map(strip);

/** Optional fields are left out, as in documents. */
function strip<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return JSON.parse(JSON.stringify(value));
}

const caps = fc.array(cap, { minLength: 1, maxLength: 4 });
const windows = fc.array(quietWindow, { maxLength: 3 });
const zone = fc.constantFrom(...zones);
const shared = {
  start: startArbitrary,
  zone,
  lateness: fc.array(fc.constantFrom(0, 1, 90_000, 6 * HOUR), { minLength: 1, maxLength: 5 }),
  skews: fc.array(fc.constantFrom(0, 0, -240_000, 240_000), { minLength: 1, maxLength: 5 }),
};

describe('caps', () => {
  it('are never breached, with quiet hours, collecting, reserving, late sweeps and clocks that differ', () => {
    const story = fc.record({
      ...shared,
      policy: fc.record({
        caps,
        quietHours: fc.record({ windows, action: fc.constantFrom('hold', 'drop') }),
        arbitration: fc.constantFrom(
          {},
          { window: 'PT10M' },
          { reserve: 'PT6H' },
          { window: 'PT2H', reserve: 'P1D' },
        ),
      }),
      wants: fc.array(wantArbitrary(), { minLength: 1, maxLength: 60 }),
    });
    fc.assert(
      fc.property(story, (given) => {
        const { sent, profile } = playStory(given);
        expect(findBreaches(given.policy.caps, sent, given.zone)).toEqual([]);
        expect(profile.held).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('allow exactly the messages that a count over all sent messages allows', () => {
    const story = fc.record({
      ...shared,
      skews: fc.constant([0]),
      policy: fc.record({ caps }),
      wants: fc.array(wantArbitrary({ ifCapped: 'skip' }), { minLength: 1, maxLength: 80 }),
    });
    fc.assert(
      fc.property(story, (given) => {
        const names = playStory(given).sent.map(({ touchpointId }) => touchpointId);
        expect(names).toEqual(sendGreedily(given.policy.caps, given.wants, given.start, given.zone));
      }),
      { numRuns: 250 },
    );
  });
});

describe('quiet hours', () => {
  const story: fc.Arbitrary<Story> = fc.record({
    ...shared,
    policy: fc.record({
      quietHours: fc.record({
        windows: fc.array(quietWindow, { minLength: 1, maxLength: 4 }),
        action: fc.constantFrom('hold', 'drop'),
      }),
      arbitration: fc.constantFrom({}, { window: 'PT1H' }),
    }),
    wants: fc.array(wantArbitrary(), { minLength: 1, maxLength: 40 }),
  });

  it('never have a promotional message, by the local clock', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { sent } = playStory(given);
        const quiet = given.policy.quietHours?.windows ?? [];
        const disturbing = sent.filter(
          (message) =>
            message.class === 'promotional' && isQuiet(quiet, message.channel, message.decidedAt, given.zone),
        );
        expect(disturbing).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('stop nothing by day when clocks do not change', () => {
    const steady = story.map((given) => ({ ...given, zone: 'Asia/Kathmandu', skews: [0] }));
    fc.assert(
      fc.property(steady, (given) => {
        const quiet = given.policy.quietHours?.windows ?? [];
        for (const { reason, channel = '', at } of playStory(given).traces) {
          const isStopped = reason === 'quiet_hours' || reason === 'held_quiet_hours';
          if (isStopped) expect(isQuiet(quiet, channel, at, given.zone)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
