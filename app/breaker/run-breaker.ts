/**
 * The circuit breaker: pauses the promotional email of a domain whose complaints or bounces exceed the policy's limits. A
 * pause is that of an operator, by `breaker`: `percorso resume` ends it, and only what is sent afterwards counts then.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { parseStream, type StreamCounts } from '../../engine/channels/email-streams.ts';
import { labelDomain, readPausedDomain } from '../../engine/model/pauses.ts';
import { type CompiledBreaker, compileBreaker, findTrip, type Trip } from '../../engine/policy/breaker.ts';
import { shiftByDuration } from '../../engine/time/duration.ts';
import type { PauseRecord, PauseStore } from '../ports/pause-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import type { StatisticsBatch, StatisticsReader, StatisticsStore } from '../ports/statistics-store.ts';
import { pauseByBreaker } from '../publish/change-pause.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { sumStreams } from './sum-streams.ts';

export interface BreakerPorts {
  readonly programs: Pick<ProgramReader, 'readCurrent'>;
  readonly statistics: Pick<StatisticsStore, 'put'> & Pick<StatisticsReader, 'listStreams'>;
  readonly pauses: PauseStore;
}

/** Every five minutes, in the function that runs each minute. `now` in epoch ms. */
export function isBreakerDue(now: number): boolean {
  return new Date(now).getUTCMinutes() % 5 === 0;
}

export interface StreamState {
  /** `promotional/example.com`. */
  readonly stream: string;
  /** Epoch ms: where its window begins, which is later after a resume. */
  readonly from: number;
  readonly counts: StreamCounts[string];
  readonly trip?: Trip;
}

export interface WindowState {
  readonly streams: readonly StreamState[];
  /** Sums of hours to store; see sumStreams. */
  readonly hours: readonly StatisticsBatch[];
}

/** What each stream has in the window. `now` in epoch ms. */
export async function readStreams(
  statistics: Pick<StatisticsReader, 'listStreams'>,
  breaker: CompiledBreaker,
  pauses: readonly PauseRecord[],
  now: number,
): Promise<WindowState> {
  const resumed = findResumed(pauses);
  const from = shiftByDuration(now, breaker.window, -1);
  const { sums, hours } = await sumStreams(statistics, { from, now, resumed });
  const streams = Object.entries(sums)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([stream, counts]) => ({
      stream,
      counts,
      from: Math.max(from, resumed.get(parseStream(stream).domain) ?? 0),
      ...omitAbsent({ trip: findTrip(counts, breaker) }),
    }));
  return { streams, hours };
}

/**
 * Counts `BreakersOpen` while a domain is paused by it, and `BreakerWarnings` for transactional email over the limits,
 * which it never pauses. Throws what the stores throw; another call then finishes the work.
 */
export async function runBreaker(
  { programs, statistics, pauses }: BreakerPorts,
  telemetry: Telemetry,
  now: number,
): Promise<void> {
  const { policy } = await programs.readCurrent();
  const breaker = compileBreaker(policy?.breaker);
  if (breaker === undefined) return;
  const records = await pauses.list();
  const { streams, hours } = await readStreams(statistics, breaker, records, now);
  for (const { stream, trip } of streams) {
    if (trip === undefined) continue;
    const { class: messageClass, domain } = parseStream(stream);
    if (messageClass !== 'promotional') {
      telemetry.count('BreakerWarnings');
      telemetry.warn('Transactional email is over the limits of the breaker', { stream, ...trip });
      continue;
    }
    const isTripped = await pauseByBreaker(labelDomain(domain), pauses, {
      at: now,
      reason: explainTrip(trip, domain),
    });
    if (isTripped) telemetry.error('The breaker paused promotional email', undefined, { domain, ...trip });
  }
  const open = (await pauses.list()).filter(({ label, isPaused }) => isPaused && readPausedDomain(label));
  if (open.length > 0) telemetry.count('BreakersOpen', open.length);
  // Last: a pause does not depend on it, and another evaluation stores them as well.
  for (const hour of hours) await statistics.put(hour);
}

/** By domain: when its promotional email was resumed (epoch ms). */
function findResumed(records: readonly PauseRecord[]): ReadonlyMap<string, number> {
  return new Map(
    records.flatMap(({ label, isPaused, steps: [last] }) => {
      const domain = readPausedDomain(label);
      return isPaused || last === undefined || domain === undefined ? [] : [[domain, last.at] as const];
    }),
  );
}

/** `0.42% complaints (13 of 3100 promotional emails from example.com); the limit is 0.1%`. */
export function explainTrip({ measure, count, sent, limit }: Trip, domain: string): string {
  const noun = measure === 'complained' ? 'complaints' : 'bounces';
  const percent = (share: number) => `${Number((share * 100).toFixed(2))}%`;
  return `${percent(count / sent)} ${noun} (${count} of ${sent} promotional emails from ${domain}); the limit is ${percent(limit)}`;
}
