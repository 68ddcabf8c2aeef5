/** The rate of a channel: divided between the classes and the concurrent invocations. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ContextInvalidError, readContext } from '../../lib/context.ts';
import { findTooManySenders, planSending } from '../../lib/sending-rate.ts';
import { listResources, smallestContext, synthesizeStage } from './synthesize-stage.ts';

const derived = { reserve: 10, concurrency: 0, transactionalConcurrency: 0 };

describe('the plan of a rate', () => {
  it.each([
    [0, 2, 2, 0, 0],
    [14, 2, 2, 6.3, 7],
    [500, 23, 13, 19.565, 38.462],
  ])(
    '%i a second: %i and %i senders, %d and %d a second each',
    (rate, concurrency, urgent, promotional, transactional) => {
      expect(planSending({ rate, ...derived })).toEqual({
        concurrency,
        transactionalConcurrency: urgent,
        pace: { promotional, transactional },
      });
    },
  );

  it('keeps the concurrency that was chosen', () => {
    const plan = planSending({ rate: 100, reserve: 20, concurrency: 8, transactionalConcurrency: 4 });
    expect(plan).toMatchObject({ concurrency: 8, pace: { promotional: 10, transactional: 25 } });
  });

  test.prop([fc.integer({ min: 2, max: 20_000 }), fc.integer({ min: 1, max: 50 })])(
    'never exceeds the share of its class, and always fits into an invocation',
    (rate, reserve) => {
      const sending = { rate, reserve, concurrency: 0, transactionalConcurrency: 0 };
      const { concurrency, transactionalConcurrency, pace } = planSending(sending);
      const share = rate * (1 - reserve / 100);
      // Each pace is rounded to a thousandth.
      expect(Math.abs(concurrency * pace.promotional - share)).toBeLessThanOrEqual(
        concurrency * 0.0005 + 1e-9,
      );
      expect(Math.abs(transactionalConcurrency * pace.transactional - rate)).toBeLessThanOrEqual(0.5);
      expect(findTooManySenders(sending)).toBeUndefined();
    },
  );
});

describe('the context of a rate', () => {
  it('sets concurrency and pace of email and SMS', () => {
    const template = synthesizeStage({ emailRate: '100', smsRate: '20', smsReserve: '25' });
    const paces = listResources(template, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      const pace = Variables['PROMOTIONAL_PACE'];
      return pace === undefined ? [] : [[pace, Variables['TRANSACTIONAL_PACE']]];
    });
    expect(paces).toEqual([
      ['18', '33.333'],
      ['7.5', '10'],
    ]);
  });

  it('limits the wake-ups of a sweep to half of what advance-profile processes', () => {
    const template = synthesizeStage({ profileConcurrency: '100' });
    const variables = listResources(template, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables,
    );
    expect(variables.flatMap((names) => names['WAKES_PER_SECOND'] ?? [])).toEqual(['4000']);
  });

  it('refuses more senders than can send ten messages each in one invocation', () => {
    const context = { ...smallestContext, emailRate: '14', emailConcurrency: '50' };
    expect(() => readContext(context)).toThrow(ContextInvalidError);
    expect(() => readContext(context)).toThrow(
      /emailConcurrency is too high for 14 messages a second.*at most 37/,
    );
  });
});
