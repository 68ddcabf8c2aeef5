/** Warm-up: never over the ceiling of a day, no message lost, and what waits is sent in the order of priority. */
import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { createMemorySendingAllowance } from '../../../adapters/memory/sending-allowance.ts';
import { createShareClaims } from '../../../app/send/claim-share.ts';
import { findWarmUpDay } from '../../../engine/policy/warm-up.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

const day = 86_400_000;
const hour = 3_600_000;
const start = Date.parse('2026-12-01T00:00:00Z');
const domain = 'news.example';

it.each([
  [-1, 200],
  [0, 200],
  [1, 300],
  [2, 450],
  [21, 997_577],
  [22, undefined],
])('on day %i after the start the ceiling is %s', (days, ceiling) => {
  const warmUp = [{ domain, start: '2026-12-01', first: 200, factor: 1.5 }];
  expect(findWarmUpDay(warmUp, domain, start + days * day + hour)?.ceiling).toBe(ceiling);
  expect(findWarmUpDay(warmUp, 'other.example', start)).toBeUndefined();
});

it('concerns neither transactional email nor tests', async () => {
  const claim = createShareClaims(createMemorySendingAllowance());
  const policy = { warmUp: [{ domain, start: '2026-12-01', first: 1, factor: 1 }] };
  const ask = (more: object) => claim(makeMessage({ channel: 'email', ...more }), { domain }, policy, start);
  expect(await ask({})).toMatchObject({ kind: 'waiting', until: start + hour, reason: 'held_by_warm_up' });
  expect(await ask({ class: 'transactional' })).toBeUndefined();
  expect(await ask({ isTest: true })).toBeUndefined();
});

test.prop([
  fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 2 * day }), priority: fc.integer({ min: 0, max: 1000 }) }),
    {
      minLength: 1,
      maxLength: 120,
    },
  ),
  fc.integer({ min: 1, max: 12 }),
  fc.double({ min: 1, max: 2, noNaN: true }),
  fc.integer({ min: 1, max: 4 }),
])('over days and several processes', async (decided, first, factor, processes) => {
  const allowance = createMemorySendingAllowance();
  const takers = Array.from({ length: processes }, () => createShareClaims(allowance));
  const warmUp = [{ domain, start: '2026-12-01', first, factor }];
  const sent: { at: number; priority: number; decidedAt: number }[] = [];
  let waiting = decided.map(({ at, priority }) => ({ decidedAt: start + at, due: start + at, priority }));
  for (let round = 0; waiting.length > 0; round += 1) {
    // The queue makes them visible at their time; at one time, in no order.
    waiting.sort((left, right) => left.due - right.due || left.decidedAt - right.decidedAt);
    const [next] = waiting;
    const claim = takers[round % processes];
    if (next === undefined || claim === undefined) throw new Error('nothing waits');
    waiting = waiting.slice(1);
    const message = makeMessage({ channel: 'email', priority: next.priority, decidedAt: next.decidedAt });
    const wait = await claim(message, { domain }, { warmUp }, next.due);
    if (wait?.kind === 'taken')
      sent.push({ at: next.due, priority: next.priority, decidedAt: next.decidedAt });
    else if (wait?.kind === 'waiting') waiting.push({ ...next, due: wait.until });
  }
  expect(sent).toHaveLength(decided.length);
  for (const [date, members] of Map.groupBy(sent, ({ at }) => Math.floor((at - start) / day))) {
    expect(members.length).toBeLessThanOrEqual(Math.floor(first * factor ** date));
    // Of two that waited overnight, the one with the higher priority is not sent later.
    const overnight = members.filter(({ decidedAt }) => decidedAt < start + date * day);
    for (const [index, { priority }] of overnight.entries())
      for (const later of overnight.slice(index + 1)) expect(later.priority).toBeLessThanOrEqual(priority);
  }
});
