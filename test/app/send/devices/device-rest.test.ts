/** A device that stays unavailable: its further try ends in time, is no dead letter, and raises no alarm. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DeviceResult, ProviderAnswer } from '../../../../app/ports/providers.ts';
import { createMessageSender } from '../../../../app/send/message-sender.ts';
import type { SendMessage } from '../../../../engine/model/effects.ts';
import { drainQueue } from '../../../harness/sending-queue.ts';
import {
  countTotal,
  createSendingSetup,
  makeMessage,
  renderInProcess,
  start,
} from '../../../harness/sending-setup.ts';

const [steady, busy] = ['apns:steady', 'gcm:busy'] as const;
const sandbox = renderInProcess();

interface Case {
  /** Of the template, in seconds. */
  readonly timeToLive?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly random?: number;
  readonly class?: SendMessage['class'];
  /** What a call says while no device is reached; a lost answer when absent. */
  readonly deferral?: ProviderAnswer;
}

async function play({ timeToLive, expiresAt, random = 0.5, class: kind, deferral }: Case) {
  const setup = await createSendingSetup();
  const calls: number[] = [];
  const answer = ({ to, devices = [] }: SendMessage): ProviderAnswer => {
    const { now } = setup.clock;
    calls.push(now);
    const results = [to, ...devices].map((address): DeviceResult => {
      const isSent = address === steady;
      return { address, action: 'keep', isSent, isRetried: !isSent, reason: 'r' };
    });
    const lifeEndsAt = timeToLive === undefined ? {} : { lifeEndsAt: now + timeToLive * 1000 };
    if (to === steady) return { kind: 'accepted', providerId: 'p', devices: results, ...lifeEndsAt };
    if (deferral === undefined) throw new Error('answer lost');
    return deferral;
  };
  setup.answers.push(...Array.from({ length: 40 }, () => answer));
  const send = createMessageSender({
    channel: 'push',
    ports: setup.ports,
    sandbox,
    shape: ({ body = '' }) => ({ body }),
    timelineDays: 30,
    now: () => setup.clock.now,
    random: () => random,
  });
  const message = makeMessage({
    channel: 'push',
    to: steady,
    devices: [busy],
    ...(kind && { class: kind }),
    ...(expiresAt !== undefined && { expiresAt }),
  });
  const { dead } = await drainQueue(setup, send, [message]);
  const read = (id: string) => setup.ledger.read(message.profileId, id);
  const [first, rest] = [await read(message.id), await read(`${message.id}~`)];
  return { setup, dead, calls, first, rest, endedAt: rest?.settledAt ?? 0, total: countTotal(setup) };
}

const deferred: ProviderAnswer = { kind: 'deferred', reason: 'temporary_failure' };

it('ends after some hours without a time to live, and the message is sent and counted once', async () => {
  const { dead, first, rest, endedAt, total, setup } = await play({ deferral: deferred });
  expect(dead).toEqual([]);
  expect(first).toMatchObject({ state: 'sent' });
  expect(rest).toMatchObject({ state: 'failed', reason: 'devices_unavailable', attempt: 14 });
  expect(endedAt).toBeLessThan(start + 4.5 * 3_600_000);
  expect(total).toBe(1);
  expect(setup.events.map(({ name }) => name)).toEqual(['Message Sent']);
});

it('of a transactional push ends as unknown if each answer is lost', async () => {
  const { dead, first, rest } = await play({ class: 'transactional' });
  expect(dead).toEqual([]);
  expect(first).toMatchObject({ state: 'sent' });
  expect(rest).toMatchObject({ state: 'unknown', reason: 'outcome_unknown' });
});

it('has its end before the message has, for any time to live, expiry and wait that the service asks for', async () => {
  const seconds = fc.integer({ min: 0, max: 20_000 });
  const optional = fc.option(seconds, { nil: undefined });
  const answers = fc.record({ retryAfter: fc.option(fc.nat(4000), { nil: undefined }) });
  await fc.assert(
    fc.asyncProperty(
      seconds,
      optional,
      answers,
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      async (timeToLive, expires, { retryAfter }, random) => {
        const expiresAt = expires === undefined ? undefined : start + expires * 1000;
        const deferral = { ...deferred, ...(retryAfter !== undefined && { retryAfter }) } as ProviderAnswer;
        const { dead, calls, first, rest, endedAt } = await play({ timeToLive, expiresAt, random, deferral });
        const end = Math.min(start + timeToLive * 1000, expiresAt ?? Number.POSITIVE_INFINITY);
        expect(dead).toEqual([]);
        expect(first).toMatchObject({ state: 'sent' });
        expect(['failed', 'suppressed']).toContain(rest?.state);
        expect(Math.max(...calls)).toBeLessThanOrEqual(end);
        expect(endedAt).toBeLessThanOrEqual(end);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
