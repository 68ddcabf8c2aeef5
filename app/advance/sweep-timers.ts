/**
 * Finds the profiles for which time alone has something to do, and puts a wake-up for each on the profile queue. What
 * becomes due until the next tick is sent ahead and kept back until its moment: people are woken on the second, and
 * a tick that never comes makes nobody wait for more than another minute.
 */

import { hashToInteger } from '../../engine/base/hash.ts';
import type { DuePage, ProfileStore, Queues } from '../ports/ports.ts';
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
  /** Milliseconds left for this sweep. */
  remainingMilliseconds(): number;
}

/** Time kept back for the last call and the answer. */
const reserve = 5_000;
/** Partitions at a time. */
const concurrency = 4;
/** Overdue people woken again each minute, as many as the queue is sure to work off; see isTurn. */
const overdueAtOnce = 5_000;
/** The others have a turn in two of eight minutes, each person in minutes of their own. */
const turnEvery = 8;
const turnFor = 2;

/** Some partitions could not be swept; the next minute's sweep finds the same profiles due. */
export class SweepIncompleteError extends Error {
  readonly code = 'sweep_incomplete';
  readonly shards: readonly number[];
  constructor(shards: readonly number[], cause: unknown) {
    super(`The wake index was not swept whole in partitions ${shards.join(', ')}. The next sweep goes on.`, {
      cause,
    });
    this.name = 'SweepIncompleteError';
    this.shards = shards;
  }
}

/**
 * Wake-ups sent. A profile stays in the index until it was advanced, so one that is not sent, or lost, is found
 * again a minute later, and one sent twice decides nothing the second time. `now` in epoch milliseconds.
 * Throws SweepIncompleteError after every partition had its turn.
 */
export async function sweepTimers(dependencies: SweepDependencies, now: number): Promise<number> {
  const shards = listShards(dependencies.wakeShards, now);
  const tick: Tick = { now, overdue: 0 };
  const outcomes = await runBounded(shards, concurrency, (shard) => sweepShard(dependencies, shard, tick));
  const sent = outcomes.reduce((sum, outcome) => sum + (outcome.ok ? outcome.value : 0), 0);
  dependencies.telemetry.count('WakeUpsSent', sent);
  const failed = shards.filter((_, index) => outcomes[index]?.ok === false);
  const cause = outcomes.find((outcome) => !outcome.ok)?.error;
  if (failed.length > 0) throw new SweepIncompleteError(failed, cause);
  return sent;
}

/** Each minute another one first: when time runs out, it is not always the same ones that wait. */
function listShards(wakeShards: number, now: number): readonly number[] {
  const first = Math.floor(now / sweepEvery) % wakeShards;
  return Array.from({ length: wakeShards }, (_, index) => (first + index) % wakeShards);
}

interface Tick {
  /** Epoch ms. */
  readonly now: number;
  /** People found whose wake-up the ticks before have sent already. */
  overdue: number;
}

async function sweepShard(dependencies: SweepDependencies, shard: number, tick: Tick): Promise<number> {
  const { profiles, queues } = dependencies;
  const { now } = tick;
  let sent = 0;
  let cursor: string | undefined;
  while (hasTime(dependencies)) {
    const page = await profiles.listDue(shard, now + sweepEvery, cursor);
    const wanted = page.due.filter((due) => isTurn(tick, due));
    for (const call of splitIntoCalls(wanted)) {
      if (!hasTime(dependencies)) break;
      const unsent = await sendWakes(queues, call, now);
      throwFailed(unsent);
      sent += call.length - unsent.length;
    }
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  return sent;
}

/**
 * With more people due than the queue works off in a minute, their wake-ups are still in the queue: sent again each
 * minute, they would fill it with repeats, and everybody else's events wait behind them. Nor may a tick begin with the
 * same people each time, for it may not have the time for all.
 */
function isTurn(tick: Tick, { profileId, wakeAt }: DuePage['due'][number]): boolean {
  const minutes = Math.floor((tick.now - wakeAt) / sweepEvery);
  // Their own tick, and the next one in case that was missing.
  if (minutes < turnFor) return true;
  tick.overdue++;
  if (tick.overdue <= overdueAtOnce) return true;
  return (minutes + (hashToInteger(profileId) >>> 0)) % turnEvery < turnFor;
}

function hasTime({ remainingMilliseconds }: SweepDependencies): boolean {
  return remainingMilliseconds() > reserve;
}
