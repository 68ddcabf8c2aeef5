/**
 * The circuit breaker of hosts. Calls to a host that fails wait: it is paused. When the pause ends, one process makes one
 * call. If the host answers, all calls go on; otherwise the next pause is twice as long. All processes share the state.
 * While all hosts are well, it is read every few seconds and never written.
 */
import { MINUTE } from '../../engine/base/time-units.ts';
import type { HostFailure, HostPause, HostRecord, HostStore } from '../ports/host-store.ts';

export type HostOutcome =
  /** The host answered, whatever it said. */
  | { readonly kind: 'answered' }
  /** It answered 5xx or not at all. `retryAfter`: the seconds that it asks for before the next call. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfter?: number };

/** What follows from the outcome of a call. */
export interface HostChange {
  /** What this call changed. */
  readonly change?: 'paused' | 'resumed';
  /** Epoch ms: the next call waits until then. */
  readonly pausedUntil?: number;
}

export type Admission =
  /** No call may be made before `until` (epoch ms). */
  | { readonly kind: 'held'; readonly until: number }
  | {
      readonly kind: 'admitted';
      /** To be called once with the outcome. Throws what the store throws; the call was made all the same. */
      report(outcome: HostOutcome): Promise<HostChange>;
    };

/** One per process. */
export interface HostBreaker {
  /** Whether a call to the host (`URL.host`) may be made now. Throws what the store throws. */
  admit(host: string): Promise<Admission>;
}

/** Milliseconds between two reads of the shared state: half a read unit each. */
const checkEvery = 5_000;
/** Failures in a row before calls wait. */
const failuresToPause = 5;
/** Milliseconds. A queue delays a message for at most 15 minutes. */
const firstPause = 30_000;
export const longestPause = 15 * MINUTE;
/** Milliseconds that one process has for the call that tries a host again: longer than the call's time limit. */
const trialTime = 20_000;
/** Milliseconds. A host that fails now and then is not paused: half of the calls of this time must have failed. */
const sampleTime = MINUTE;

interface Sample {
  readonly from: number;
  calls: number;
  failures: number;
}

export function createHostBreaker(store: HostStore, now: () => number): HostBreaker {
  let records = new Map<string, HostRecord>();
  let checkedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const samples = new Map<string, Sample>();

  async function read(): Promise<void> {
    const listed = await store.list();
    records = new Map(listed.map((record) => [record.host, record]));
    checkedAt = now();
  }
  async function refresh(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    await reading;
  }
  /** What this process believes until the next read. */
  function remember(record: HostRecord, pause: HostPause, last = record.last): void {
    records.set(record.host, { ...record, pause, last });
  }
  function distrust(): void {
    checkedAt = Number.NEGATIVE_INFINITY;
  }
  function count(host: string, isFailure: boolean): Sample {
    const found = samples.get(host);
    const sample =
      found !== undefined && now() - found.from < sampleTime ? found : { from: now(), calls: 0, failures: 0 };
    sample.calls += 1;
    if (isFailure) sample.failures += 1;
    samples.set(host, sample);
    return sample;
  }

  /** Of a call to a host that is not paused. */
  async function reportCall(host: string, outcome: HostOutcome): Promise<HostChange> {
    const sample = count(host, outcome.kind === 'failed');
    const known = records.get(host);
    if (known?.pause !== undefined) return { pausedUntil: known.pause.until };
    if (outcome.kind === 'answered') {
      if (known === undefined) return {};
      records.delete(host);
      if (!(await store.remove(host, undefined))) distrust();
      return {};
    }
    if (sample.failures * 2 < sample.calls) return {};
    const last: HostFailure = { reason: outcome.reason, at: now() };
    const record = await store.addFailure(host, last);
    records.set(host, record);
    if (record.pause !== undefined) return { pausedUntil: record.pause.until };
    if (record.failures < failuresToPause) return {};
    const pause = makePause(now(), now(), firstPause, outcome.retryAfter);
    remember(record, pause);
    if (await store.setPause(host, undefined, pause)) return { change: 'paused', pausedUntil: pause.until };
    distrust();
    return {};
  }

  /** Of the call that tries the host again. */
  async function reportTrial(
    record: HostRecord,
    trial: HostPause,
    outcome: HostOutcome,
  ): Promise<HostChange> {
    const { host } = record;
    samples.delete(host);
    if (outcome.kind === 'answered') {
      records.delete(host);
      if (await store.remove(host, trial.until)) return { change: 'resumed' };
      distrust();
      return {};
    }
    const pause = makePause(trial.since, now(), trial.length * 2, outcome.retryAfter);
    const last = { reason: outcome.reason, at: now() };
    remember(record, pause, last);
    if (!(await store.setPause(host, trial.until, pause, last))) distrust();
    return { pausedUntil: pause.until };
  }

  return {
    async admit(host) {
      if (Math.abs(now() - checkedAt) >= checkEvery) await refresh();
      const record = records.get(host);
      const { pause } = record ?? {};
      if (record === undefined || pause === undefined) {
        return { kind: 'admitted', report: (outcome) => reportCall(host, outcome) };
      }
      if (now() < pause.until) return { kind: 'held', until: pause.until };
      const trial = { ...pause, until: now() + trialTime };
      // Before the write: the other calls of this process wait for the outcome.
      remember(record, trial);
      if (await store.setPause(host, pause.until, trial)) {
        return { kind: 'admitted', report: (outcome) => reportTrial(record, trial, outcome) };
      }
      distrust();
      return { kind: 'held', until: now() + checkEvery };
    },
  };
}

/** `length` in milliseconds; `retryAfter` in seconds, for this pause alone. */
function makePause(since: number, at: number, length: number, retryAfter = 0): HostPause {
  const limited = Math.min(longestPause, length);
  return { since, until: at + Math.min(longestPause, Math.max(limited, retryAfter * 1000)), length: limited };
}
