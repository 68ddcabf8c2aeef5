/** Holds runs that may reach more people than the policy allows: the audience is counted, and a large one waits. */

import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { Run } from '../../ports/run-store.ts';
import { nameCount } from '../name-count.ts';
import type { StartDependencies } from './dependencies.ts';

/** The new run: held until its audience is counted, where the policy sets a limit. */
export function holdRun(run: Run, { policy }: ProgramSnapshot): Run {
  return policy.campaigns?.maxRecipients === undefined
    ? run
    : { ...run, status: 'paused', pausedBy: 'count' };
}

/** The reason why a run is held. */
export interface HoldOutcome {
  readonly run: Run;
  /** The run is new: its segments must be queued. */
  readonly count?: Run;
}

/**
 * Starts the count. When it is done, starts the run or holds it for approval. `targeted` of the count is the number of
 * people in the segment when their page was read, before consent, caps and suppression: an upper bound of the messages.
 */
export async function settleHold(
  { runs, telemetry, scanSegments }: StartDependencies,
  { policy }: ProgramSnapshot,
  run: Run,
  now: number,
): Promise<HoldOutcome> {
  // Counted in each minute that it waits, so that the alarm stays on until an operator decides.
  if (run.status === 'paused' && run.pausedBy === 'approval') telemetry.count('RunsHeld');
  if (run.status !== 'paused' || run.pausedBy !== 'count') return { run };
  const { name } = run;
  const counted = await runs.readRun(nameCount(name), run.run);
  if (counted === undefined) {
    const count = makeCount(run, scanSegments, now);
    return (await runs.createRun(count)) ? { run, count } : { run };
  }
  if (counted.status !== 'done') return { run };
  const people = counted.totals?.targeted ?? 0;
  const limit = policy.campaigns?.maxRecipients ?? Number.POSITIVE_INFINITY;
  if (people > limit) {
    await runs.changeRun(name, run.run, { from: ['paused'], status: 'paused', pausedBy: 'approval' });
    telemetry.count('RunsHeld');
    telemetry.warn('A run waits for approval', { name: name, run: run.run, people, limit });
    return { run: { ...run, pausedBy: 'approval' } };
  }
  const isGoing = await runs.changeRun(name, run.run, { from: ['paused'], status: 'running' });
  const { pausedBy: _pausedBy, ...rest } = run;
  return { run: isGoing ? { ...rest, status: 'running' } : run };
}

/** Without the throttle: the count queues no tasks. */
function makeCount(run: Run, scanSegments: number, now: number): Run {
  const { perMinute: _perMinute, pausedBy: _pausedBy, queuedAt: _queuedAt, ...rest } = run;
  return {
    ...rest,
    name: nameCount(run.name),
    scanSegments,
    createdAt: now,
    status: 'running',
    isCount: true,
  };
}
