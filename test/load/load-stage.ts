/**
 * A stage under a campaign, in virtual time: password resets arrive on the profile queue while a run writes to everyone.
 * The queues, event sources and durations are models; the sender of email is the real one.
 */
import type { SQSBatchResponse } from 'aws-lambda';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { planSending } from '../../lib/sending-rate.ts';
import { makeMessage } from '../harness/sending-setup.ts';
import { createRandom } from '../simulation/random.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import { drawLatency } from './latency.ts';
import { LambdaRoom, LoadFunction } from './load-function.ts';
import { LoadQueue } from './load-queue.ts';
import { createLoadSender, loadStart } from './load-sender.ts';
import { MailAccount } from './mail-account.ts';

export interface StageLoad {
  readonly seed: number;
  /** Messages a second of the SES account. */
  readonly rate: number;
  /** People that the campaign writes to. */
  readonly recipients: number;
  /** Password resets a second, and for how many seconds. */
  readonly resets: number;
  readonly seconds: number;
  /** Wake-ups a second on the profile queue: a sweep sends at most ~3,300. */
  readonly wakes?: number;
  readonly isPaced: boolean;
  /** Concurrent executions of the account. */
  readonly lambdaQuota: number;
}

export interface StageReport {
  /** Milliseconds from the touchpoint on the profile queue to the answer of SES, per reset. */
  readonly delays: readonly number[];
  readonly unanswered: number;
  /** Seconds until the last promotional message was accepted. */
  readonly lasted: number;
  readonly sent: number;
  readonly throttled: number;
  readonly lambdaThrottles: number;
}

/** The defaults of `profileConcurrency` and `bulkConcurrency`. */
const [profileConcurrency, bulkConcurrency] = [50, 5];
const peoplePerTask = 20;
/** Milliseconds after which SES reports that it sent and that it delivered. Both reports advance the profile. */
const reportDelays = [1_000, 4_000];

export async function runStage(settings: StageLoad): Promise<StageReport> {
  const { seed, rate, recipients, isPaced, seconds, resets, wakes = 0 } = settings;
  const scheduler = new Scheduler(loadStart);
  const room = new LambdaRoom(settings.lambdaQuota);
  const account = new MailAccount(rate);
  const askedAt = new Map<string, number>();
  const delays: number[] = [];
  const profile = new LoadQueue(scheduler);
  const bulk = new LoadQueue(scheduler);
  let [sent, lastAt] = [0, loadStart];

  const plan = planSending({
    rate: isPaced ? rate : 0,
    reserve: 10,
    concurrency: 0,
    transactionalConcurrency: 0,
  });
  const { queues } = await createLoadSender({
    ...{ seed, account, scheduler, room, rates: plan.pace },
    concurrency: { promotional: plan.concurrency, transactional: plan.transactionalConcurrency },
    onSent(message) {
      const at = askedAt.get(message.id);
      askedAt.delete(message.id);
      if (at !== undefined) delays.push(scheduler.now - at);
      if (message.class !== 'promotional') return;
      [sent, lastAt] = [sent + 1, scheduler.now];
      for (const delay of reportDelays) scheduler.at(scheduler.now + delay, () => profile.send('report'));
    },
  });

  const random = createRandom(seed, 'advance');
  let people = 0;
  const advance = new LoadFunction({
    name: 'advance-profile',
    scheduler,
    random: createRandom(seed, 'advance-environments'),
    ...omitAbsent({ room }),
    start: () => async (records, queue) => {
      await scheduler.wait(drawLatency(random, queue === bulk ? 'advanceTasks' : 'advanceEvents'));
      for (const { body } of records) {
        if (queue === bulk) {
          for (let count = Number(body); count > 0; count--)
            queues.promotional.send(makeBody(`p${people++}`));
        } else if (body !== 'report') {
          queues.transactional.send(makeBody(body, 'transactional'));
        }
      }
      return { batchItemFailures: [] } satisfies SQSBatchResponse;
    },
  });
  advance.subscribe(profile, profileConcurrency);
  advance.subscribe(bulk, bulkConcurrency);

  for (let left = recipients; left > 0; left -= peoplePerTask)
    bulk.send(String(Math.min(left, peoplePerTask)));
  for (let tick = 0; tick < seconds * 10 && wakes > 0; tick++) {
    scheduler.at(loadStart + tick * 100, () => {
      for (let count = wakes / 10; count > 0; count--) profile.send('report');
    });
  }
  const arrivals = createRandom(seed, 'resets');
  let at = loadStart;
  for (let number = 0; ; number++) {
    at += (-Math.log(1 - arrivals.next()) / resets) * 1000;
    if (at > loadStart + seconds * 1000) break;
    const id = `reset-${number}`;
    scheduler.at(at, () => {
      askedAt.set(id, scheduler.now);
      profile.send(id);
    });
  }
  await scheduler.run(loadStart + (seconds + 120) * 1000);
  return {
    ...{ delays, sent, unanswered: askedAt.size },
    lasted: (lastAt - loadStart) / 1000,
    throttled: account.throttled,
    lambdaThrottles: room.throttled,
  };
}

function makeBody(id: string, kind: 'promotional' | 'transactional' = 'promotional'): string {
  return JSON.stringify(makeMessage({ id, channel: 'email', class: kind }));
}

export interface DelayFigures {
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

/** Milliseconds. */
export function describeDelays(delays: readonly number[]): DelayFigures {
  const sorted = [...delays].sort((left, right) => left - right);
  const pick = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
  return { median: pick(0.5), p99: pick(0.99), longest: pick(1) };
}
