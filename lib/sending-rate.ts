/** Divides the rate of a provider between the classes of messages and the concurrent invocations of their sender. */
import type { Settings } from './settings.ts';

export interface SendingRate {
  /** Messages (of SMS: parts) a second of the provider; 0 = unknown, the sender is not paced. */
  readonly rate: number;
  /** Percent of the rate that promotional messages leave to transactional ones. */
  readonly reserve: number;
  /** Maximum concurrency of promotional messages; 0 = what the rate needs. */
  readonly concurrency: number;
  readonly transactionalConcurrency: number;
}

/** As a channel takes it. */
export interface SendingPlan {
  readonly concurrency: number;
  readonly transactionalConcurrency: number;
  /** Messages a second of one invocation, per class; 0 = not paced. */
  readonly pace: { readonly promotional: number; readonly transactional: number };
}

/**
 * Seconds that promotional messages wait for a full batch. A batch has costs of its own: an invocation, a statistics
 * item and two requests to SQS.
 */
export const promotionalWindow = 2;

/** Lambda's bounds of an event source's concurrency. */
const [least, most] = [2, 1000];
/**
 * Messages a second for which one promotional invocation is planned: a batch of ten then takes half a second, so the
 * time between two batches hardly matters.
 */
const promotionalPace = 20;
const transactionalPace = 40;
/** The slowest pace: an invocation begins its ten calls within 30 s (app/send/pace.ts). */
const slowestPace = 1 / 3;

/**
 * Transactional messages may use the whole rate: the reserve is theirs without any throttling, and beyond it the
 * promotional senders give way when the provider throttles.
 */
export function planSending({ rate, reserve, ...chosen }: SendingRate): SendingPlan {
  const share = (rate * (100 - reserve)) / 100;
  const concurrency = chosen.concurrency || countSenders(share, promotionalPace);
  const transactionalConcurrency = chosen.transactionalConcurrency || countSenders(rate, transactionalPace);
  const pace = {
    promotional: divide(share, concurrency),
    transactional: divide(rate, transactionalConcurrency),
  };
  return { concurrency, transactionalConcurrency, pace };
}

function countSenders(share: number, pace: number): number {
  return Math.min(most, Math.max(least, Math.ceil(share / pace)));
}

/** To a thousandth, so that no figure in a template depends on the order of operations. */
function divide(share: number, concurrency: number): number {
  return Math.round((share / concurrency) * 1000) / 1000;
}

/** The highest concurrency of both classes at which ten messages leave in one invocation, if the plan exceeds it. */
export function findTooManySenders(sending: SendingRate): number | undefined {
  const { pace } = planSending(sending);
  const isTooSlow = Math.min(pace.promotional, pace.transactional) < slowestPace;
  const share = (sending.rate * (100 - sending.reserve)) / 100;
  return sending.rate > 0 && isTooSlow ? Math.floor(share / slowestPace) : undefined;
}

export function readEmailRate(settings: Settings): SendingRate {
  return {
    rate: settings.emailRate,
    reserve: settings.emailReserve,
    concurrency: settings.emailConcurrency,
    transactionalConcurrency: settings.emailTransactionalConcurrency,
  };
}

/** Of Meta's throughput per phone number, a tenth is for transactional messages alone. */
export function readWhatsAppRate({ whatsappRate: rate }: Settings): SendingRate {
  return { rate, reserve: 10, concurrency: 0, transactionalConcurrency: 0 };
}

export function readSmsRate(settings: Settings): SendingRate {
  return {
    rate: settings.smsRate,
    reserve: settings.smsReserve,
    concurrency: settings.smsConcurrency,
    transactionalConcurrency: settings.smsTransactionalConcurrency,
  };
}
