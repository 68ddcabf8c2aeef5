/** What the ledger has of a message that its sender keeps on the queue, and what that costs. */
import { expect, it } from 'vitest';
import { createMemorySendingAllowance } from '../../../adapters/memory/sending-allowance.ts';
import type { MessageLedger } from '../../../app/ports/message-ledger.ts';
import { billSms } from '../../../engine/channels/sms-prices.ts';
import type { PolicyDocument } from '../../../engine/model/documents/policy-document.ts';
import { atNight, hour, morning, nightly } from '../../harness/quiet-night.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, type SendingSetup, start } from '../../harness/sending-setup.ts';
import { createSmsSender } from '../../harness/sms-sender.ts';

/** 00:00 UTC after `start`, and the slot of priority 0. */
const slot = Date.UTC(2026, 10, 23, 1);

/** Every call of the ledger by name; a method of `broken` fails. */
function countCalls(ledger: MessageLedger, broken?: keyof MessageLedger) {
  const calls: string[] = [];
  const entries = Object.entries(ledger as unknown as Record<string, (...given: unknown[]) => unknown>);
  const counted = entries.map(([name, call]) => [
    name,
    (...given: unknown[]) => {
      calls.push(name);
      return name === broken ? Promise.reject(new Error('down')) : call(...given);
    },
  ]);
  return { calls, ledger: Object.fromEntries(counted) as MessageLedger };
}

async function openStage(policy: Partial<PolicyDocument>, broken?: keyof MessageLedger) {
  const setup = await createSendingSetup();
  await setup.programs.setCurrent(1, {
    ...{ version: 2, hash: 'h2', chunks: 0 },
    policy: { kind: 'policy', id: 'contact', status: 'live', ...policy },
  });
  const { calls, ledger } = countCalls(setup.ledger, broken);
  const send = createSmsSender(setup, {
    ports: { ...setup.ports, ledger },
    bill: (to, { body }, prices) => billSms(to, body, prices),
    allowance: createMemorySendingAllowance(),
  });
  const seen = new Map<string, Awaited<ReturnType<MessageLedger['read']>>>();
  /** Delivers all, and notes what the ledger has after the first delivery. */
  const drain = (...messages: ReturnType<typeof makeMessage>[]) =>
    drainQueue(
      setup,
      async (...given) => {
        const response = await send(...given);
        for (const { id, profileId } of messages)
          if (!seen.has(id)) seen.set(id, await setup.ledger.read(profileId, id));
        return response;
      },
      messages,
    );
  return { setup, calls, seen, drain };
}

const countWrites = (calls: readonly string[]) => calls.filter((name) => name !== 'read').length;
const listDays = ({ sent }: SendingSetup) => sent.map(({ at }) => new Date(at).toISOString().slice(0, 10));

it('shows what waits for the ceiling of the day, with its reason and the next try, for one write', async () => {
  const { setup, calls, seen, drain } = await openStage({ sms: { dailyParts: 1 } });
  await drain(makeMessage({ id: 'm1' }));
  const usual = countWrites(calls);
  expect(await drain(makeMessage({ id: 'm2' }))).toMatchObject({ dead: [] });
  expect(seen.get('m2')).toMatchObject({
    ...{ state: 'released', attempt: 0, reason: 'held_by_daily_limit', waitsUntil: slot },
  });
  expect(listDays(setup)).toEqual(['2026-11-22', '2026-11-23']);
  // Over several deliveries: SQS hides a record for less than twelve hours.
  expect(countWrites(calls)).toBe(2 * usual + 1);
  expect(await setup.ledger.read('P1', 'm2')).toMatchObject({ state: 'sent', attempt: 1 });
  expect(await setup.ledger.read('P1', 'm2')).not.toHaveProperty('waitsUntil');
});

it('writes once per day that a message waits', async () => {
  const { setup, calls, drain } = await openStage({ sms: { dailyParts: 1 } });
  await drain(...['m1', 'm2', 'm3'].map((id) => makeMessage({ id })));
  expect(listDays(setup)).toEqual(['2026-11-22', '2026-11-23', '2026-11-24']);
  // Nothing, one and two days; the second day of the third message is a change of its record.
  expect(calls.filter((name) => name === 'wait')).toHaveLength(2);
  expect(countWrites(calls)).toBe(3 * 2 + 3);
});

it('shows quiet hours that hold a message at its sender', async () => {
  const { setup, seen, drain } = await openStage({ ...nightly, timeZone: { fallback: 'Europe/Rome' } });
  setup.clock.now = start + atNight * hour;
  await drain(makeMessage());
  expect(seen.get(makeMessage().id)).toMatchObject({ reason: 'held_quiet_hours', waitsUntil: morning });
});

it('sends a message on time whose wait cannot be recorded', async () => {
  const { setup, seen, drain } = await openStage({ sms: { dailyParts: 1 } }, 'wait');
  expect(await drain(makeMessage({ id: 'm1' }), makeMessage({ id: 'm2' }))).toMatchObject({ dead: [] });
  expect(seen.get('m2')).toBeUndefined();
  expect(listDays(setup)).toEqual(['2026-11-22', '2026-11-23']);
});
