/** The day's ceilings of promotional SMS: never exceeded, no message lost, the highest priority first. */
import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { createMemorySendingAllowance } from '../../../adapters/memory/sending-allowance.ts';
import type { SendingAllowance } from '../../../app/ports/sending-allowance.ts';
import { createShareClaims } from '../../../app/send/claim-share.ts';
import { billSms } from '../../../engine/channels/sms-prices.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage } from '../../harness/sending-setup.ts';
import { createSmsSender, readState } from '../../harness/sms-sender.ts';

const day = 86_400_000;
const hour = 3_600_000;
const start = Date.parse('2026-12-01T00:00:00Z');

it('concerns neither transactional SMS nor tests, and waits under a reason of its own', async () => {
  const claim = createShareClaims(createMemorySendingAllowance());
  const ask = (more: object) =>
    claim(makeMessage(more), { bill: { parts: 1 } }, { sms: { dailyParts: 1 } }, start);
  expect(await ask({})).toEqual({ kind: 'waiting', until: start + hour, reason: 'held_by_daily_limit' });
  expect(await ask({ class: 'transactional' })).toBeUndefined();
  expect(await ask({ isTest: true })).toBeUndefined();
});

it('gives back the parts of a message whose price no longer fits the day', async () => {
  const allowance = createMemorySendingAllowance();
  const claim = createShareClaims(allowance);
  const sms = { dailyParts: 4, dailySpend: 0.01 };
  const ask = (parts: number, millicents?: number) =>
    claim(makeMessage({}), { bill: { parts, ...(millicents && { millicents }) } }, { sms }, start + 2 * hour);
  expect(await ask(1, 600)).toMatchObject({ kind: 'taken' });
  expect(await ask(1, 600)).toMatchObject({ kind: 'waiting', until: start + day + hour });
  expect(await ask(3)).toMatchObject({ kind: 'taken' });
  expect(await ask(1)).toMatchObject({ kind: 'waiting' });
  expect(await allowance.read('sms:spend', '2026-12-01')).toBe(600);
});

it('writes once for up to 50 messages', async () => {
  let writes = 0;
  const memory = createMemorySendingAllowance();
  const allowance: SendingAllowance = {
    ...memory,
    claim: (...input) => {
      writes += 1;
      return memory.claim(...input);
    },
  };
  const claim = createShareClaims(allowance);
  const policy = { sms: { dailyParts: 100_000, dailySpend: 1000 } };
  const bill = { parts: 1, millicents: 581 };
  for (let index = 0; index < 100; index += 1)
    expect(await claim(makeMessage({}), { bill }, policy, start + 2 * hour)).toMatchObject({ kind: 'taken' });
  expect(writes).toBe(4);
});

const arrivals = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 2 * day }),
    priority: fc.integer({ min: 0, max: 1000 }),
    parts: fc.integer({ min: 1, max: 4 }),
    isPriced: fc.boolean(),
  }),
  { minLength: 1, maxLength: 80 },
);
test.prop([
  arrivals,
  fc.integer({ min: 4, max: 400 }),
  fc.integer({ min: 2400, max: 90_000 }),
  fc.integer({ min: 1, max: 4 }),
])('over days and several processes', async (decided, dailyParts, spend, processes) => {
  const allowance = createMemorySendingAllowance();
  const takers = Array.from({ length: processes }, () => createShareClaims(allowance));
  const sms = { dailyParts, dailySpend: spend / 100_000 };
  const sent: { at: number; parts: number; millicents: number }[] = [];
  let waiting = decided.map((each) => ({ ...each, due: start + each.at }));
  for (let round = 0; waiting.length > 0; round += 1) {
    waiting.sort((left, right) => left.due - right.due);
    const [next] = waiting;
    const claim = takers[round % processes];
    if (next === undefined || claim === undefined) throw new Error('nothing waits');
    waiting = waiting.slice(1);
    const { parts, isPriced, priority, due } = next;
    const bill = isPriced ? { parts, millicents: parts * 581 } : { parts };
    const answer = await claim(makeMessage({ priority }), { bill }, { sms }, due);
    if (answer?.kind === 'taken') sent.push({ at: due, parts, millicents: isPriced ? parts * 581 : 0 });
    else if (answer?.kind === 'waiting') waiting.push({ ...next, due: answer.until });
  }
  expect(sent).toHaveLength(decided.length);
  for (const members of Map.groupBy(sent, ({ at }) => Math.floor(at / day)).values()) {
    const sum = (read: (each: (typeof sent)[number]) => number) =>
      members.reduce((total, each) => total + read(each), 0);
    expect(sum(({ parts }) => parts)).toBeLessThanOrEqual(dailyParts);
    expect(sum(({ millicents }) => millicents)).toBeLessThanOrEqual(spend);
  }
});

it('holds at the sender what exceeds the day, sends it on the next, and refuses what no day can send', async () => {
  const setup = await createSendingSetup();
  const policy = { kind: 'policy', id: 'contact', status: 'live', sms: { dailyParts: 2 } } as const;
  await setup.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
  const send = createSmsSender(setup, {
    bill: (to, { body }, prices) => billSms(to, body, prices),
    allowance: createMemorySendingAllowance(),
  });
  const ids = ['m1', 'm2', 'm3'];
  const variables = { profile: { traits: { first_name: 'n'.repeat(320) } } };
  const long = makeMessage({ id: 'long', variables });
  const receipt = makeMessage({ id: 'receipt', class: 'transactional' });
  const { dead } = await drainQueue(setup, send, [...ids.map((id) => makeMessage({ id })), long, receipt]);
  expect(dead).toEqual([]);
  const dayOf = (at: number) => Math.floor(at / day);
  const today = dayOf(setup.sent.find(({ id }) => id === 'receipt')?.at ?? 0);
  const promotional = setup.sent.filter(({ id }) => id !== 'receipt');
  expect(promotional.map(({ at }) => dayOf(at) - today)).toEqual([0, 0, 1]);
  expect(await readState(setup, long)).toEqual({ state: 'suppressed', reason: 'too_many_parts' });
});
