/** Senders under overload keep the rate of the provider, in virtual time, with the real sender and modelled latencies. */
import { describe, expect, it } from 'vitest';
import { planSending } from '../../lib/sending-rate.ts';
import { createLoadSender, type LoadSender, loadStart, sendLoad } from './load-sender.ts';
import { MailAccount, type MailCall } from './mail-account.ts';

const isAccepted = (call: MailCall) => !call.isThrottled;
const minute = 60;

interface Overload {
  readonly rate: number;
  readonly seconds: number;
  readonly classes: readonly ('promotional' | 'transactional')[];
  readonly isPaced?: boolean;
  readonly seed?: number;
}

async function overload({ rate, seconds, classes, isPaced = true, seed = 1 }: Overload) {
  const account = new MailAccount(rate);
  const plan = planSending({ rate, reserve: 10, concurrency: 0, transactionalConcurrency: 0 });
  const concurrency = { promotional: plan.concurrency, transactional: plan.transactionalConcurrency };
  const rates = isPaced ? plan.pace : { promotional: 0, transactional: 0 };
  const load = await createLoadSender({ seed, account, rates, concurrency });
  for (const name of classes) sendLoad(load, rate * (seconds + minute), name);
  await load.scheduler.run(loadStart + seconds * 1000);
  return { account, load };
}

/** The share of the provider's rate in each whole minute from 10 s after the start, when the senders are warm. */
function measureMinutes(account: MailAccount, rate: number, seconds: number, matches?: typeof isAccepted) {
  const minutes = Math.floor((seconds - 10) / minute);
  return Array.from(
    { length: minutes },
    (_, index) => account.countRate(loadStart + (10 + index * minute) * 1000, minute, matches) / rate,
  );
}

function expectWithin(shares: readonly number[], wanted: number): void {
  expect(shares.length).toBeGreaterThan(0);
  for (const share of shares) expect(Math.abs(share / wanted - 1)).toBeLessThanOrEqual(0.05);
}

function expectNoDelay({ queues }: LoadSender): void {
  for (const queue of Object.values(queues)) expect(queue.timedOut).toBe(0);
}

describe('the rate of the provider under overload', () => {
  it.each([
    [2, 190],
    [14, 130],
    [60, 70],
  ])(
    'at %i a second, promotional messages use nine tenths of it, and none is throttled',
    async (rate, seconds) => {
      const { account, load } = await overload({ rate, seconds, classes: ['promotional'] });
      expectWithin(measureMinutes(account, rate, seconds), 0.9);
      expect(account.calls.filter((call) => call.isThrottled)).toEqual([]);
      expect(load.queues.promotional.mostDeliveries).toBe(1);
      expect(load.sender.longest).toBeLessThan(45_000);
      expectNoDelay(load);
    },
  );

  it.each([1, 2])(
    'both classes together use all of it, and promotional messages give way (seed %i)',
    async (seed) => {
      const [rate, seconds] = [14, 190];
      const { account, load } = await overload({
        rate,
        seconds,
        classes: ['promotional', 'transactional'],
        seed,
      });
      expectWithin(measureMinutes(account, rate, seconds, isAccepted), 1);
      expectWithin(measureMinutes(account, rate, seconds).slice(1), 1);
      const urgent = measureMinutes(
        account,
        rate,
        seconds,
        (call) => isAccepted(call) && call.isTransactional,
      );
      for (const share of urgent) expect(share).toBeGreaterThan(0.8);
      // A throttled call is repeated within its claim, and costs no delivery.
      expect(load.queues.transactional.mostDeliveries).toBeLessThanOrEqual(2);
      expectNoDelay(load);
    },
  );

  it('without a pace, the calls exceed it by more than half', async () => {
    const { account } = await overload({ rate: 14, seconds: 15, classes: ['promotional'], isPaced: false });
    expect(account.countRate(loadStart + 5000, 10)).toBeGreaterThan(1.5 * 14);
  });

  it('when the real rate is half of the configured one, the pace falls to it', async () => {
    const [rate, seconds] = [14, 190];
    const account = new MailAccount(rate / 2);
    const { pace, concurrency } = planSending({
      rate,
      reserve: 10,
      concurrency: 0,
      transactionalConcurrency: 0,
    });
    const load = await createLoadSender({
      seed: 1,
      account,
      rates: pace,
      concurrency: { promotional: concurrency, transactional: 2 },
    });
    sendLoad(load, rate * seconds, 'promotional');
    await load.scheduler.run(loadStart + seconds * 1000);
    for (const share of measureMinutes(account, rate / 2, seconds)) expect(share).toBeLessThan(1.05);
  });
});
