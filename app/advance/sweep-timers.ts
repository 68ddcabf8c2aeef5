/**
 * Finds the profiles whose wake-up is due, and queues a wake-up for each on the profile queue. Wake-ups that become due
 * before the next sweep are sent ahead with a delay: people are woken on the second, and a missed sweep delays them
 * by at most another minute.
 */

import { hashToInteger } from '../../engine/base/hash.ts';
import type { DuePage, ProfileStore } from '../ports/profile-store.ts';
import type { Queues } from '../ports/queues.ts';
import { runBounded } from '../runtime/run-bounded.ts';
import { splitIntoCalls, throwFailed } from '../runtime/send-in-calls.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { sendWakes, sweepEvery } from './send-wakes.ts';

export interface SweepDependencies {
  readonly profiles: Pick<ProfileStore, 'listDue'>;
  readonly queues: Queues;
  readonly telemetry: Telemetry;
  /** Partitions of the wake index. */
  readonly wakeShards: number;
  /**
   * Wake-ups a second that leave the profile queue capacity for other events; not limited when absent. More are spread
   * by delays, and what does not fit into a minute is left to the next sweep.
   */
  readonly wakesPerSecond?: number;
  /** Milliseconds left for this sweep. */
  remainingMilliseconds(): number;
}

/** Time reserved for the last call and the answer. */
const reserve = 5_000;
/** Concurrent partitions. */
const concurrency = 4;
/** Overdue people who are woken again each minute: a number that the queue certainly processes; see isTurn. */
const overdueAtOnce = 5_000;
/** The others are woken in two of eight minutes; the minutes differ from person to person. */
const turnEvery = 8;
const turnFor = 2;

/** Some partitions could not be swept; the next minute's sweep finds the same profiles due. */
export class SweepIncompleteError extends Error {
  readonly code = 'sweep_incomplete';
  readonly shards: readonly number[];
  constructor(shards: readonly number[], cause: unknown) {
    super(
      `The sweep of the wake index is incomplete in partitions ${shards.join(', ')}. The next sweep continues.`,
      {
        cause,
      },
    );
    this.name = 'SweepIncompleteError';
    this.shards = shards;
  }
}

/**
 * Returns the number of wake-ups sent. A profile stays in the index until it is advanced, so a wake-up that is not sent,
 * or lost, is found again a minute later, and a second one decides nothing. `now` in epoch milliseconds. Throws
 * SweepIncompleteError after every partition was tried.
 */
export async function sweepTimers(dependencies: SweepDependencies, now: number): Promise<number> {
  const shards = listShards(dependencies.wakeShards, now);
  const tick: Tick = { now, overdue: 0, taken: 0 };
  const outcomes = await runBounded(shards, concurrency, (shard) => sweepShard(dependencies, shard, tick));
  const sent = outcomes.reduce((sum, outcome) => sum + (outcome.ok ? outcome.value : 0), 0);
  dependencies.telemetry.count('WakeUpsSent', sent);
  const failed = shards.filter((_, index) => outcomes[index]?.ok === false);
  const cause = outcomes.find((outcome) => !outcome.ok)?.error;
  if (failed.length > 0) throw new SweepIncompleteError(failed, cause);
  return sent;
}

/** Each minute begins with another partition: when time runs out, the same ones do not always wait. */
function listShards(wakeShards: number, now: number): readonly number[] {
  const first = Math.floor(now / sweepEvery) % wakeShards;
  return Array.from({ length: wakeShards }, (_, index) => (first + index) % wakeShards);
}

interface Tick {
  /** Epoch ms. */
  readonly now: number;
  /** People whose wake-up an earlier sweep has sent already. */
  overdue: number;
  /** Wake-ups sent or about to be sent. */
  taken: number;
}

async function sweepShard(dependencies: SweepDependencies, shard: number, tick: Tick): Promise<number> {
  const { profiles, queues, wakesPerSecond = Number.POSITIVE_INFINITY } = dependencies;
  const { now } = tick;
  let sent = 0;
  let cursor: string | undefined;
  while (hasTime(dependencies)) {
    const page = await profiles.listDue(shard, now + sweepEvery, cursor);
    const wanted = page.due.filter((due) => isTurn(tick, due));
    for (const call of splitIntoCalls(wanted)) {
      const least = Math.floor(tick.taken / wakesPerSecond);
      if (!hasTime(dependencies) || least * 1000 >= sweepEvery) return sent;
      tick.taken += call.length;
      const unsent = await sendWakes(queues, call, now, least);
      throwFailed(unsent);
      sent += call.length - unsent.length;
    }
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  return sent;
}

/**
 * If more people are due than the queue processes in a minute, their wake-ups are still in the queue. Sent again each
 * minute, they would fill it with repeats and delay all other events. A sweep must not begin with the same people each
 * time either, as it may not have time for all.
 */
function isTurn(tick: Tick, { profileId, wakeAt }: DuePage['due'][number]): boolean {
  const minutes = Math.floor((tick.now - wakeAt) / sweepEvery);
  // The sweep in which they are due, and the next one in case the first was missed.
  if (minutes < turnFor) return true;
  tick.overdue++;
  if (tick.overdue <= overdueAtOnce) return true;
  return (minutes + (hashToInteger(profileId) >>> 0)) % turnEvery < turnFor;
}

function hasTime({ remainingMilliseconds }: SweepDependencies): boolean {
  return remainingMilliseconds() > reserve;
}
