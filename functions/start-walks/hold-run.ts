/** Runs that may reach more people than the policy allows: the audience is counted first, and a large one waits. */
import type { WalkRun } from '../../adapters/ports.ts';
import { nameCount } from '../../adapters/walking/name-count.ts';
import type { ProgramSnapshot } from '../../engine/program.ts';
import type { StartDependencies } from './dependencies.ts';

/** The run as it is made: held until its audience is counted, where the policy sets a limit. */
export function holdRun(run: WalkRun, { policy }: ProgramSnapshot): WalkRun {
  return policy.campaigns?.maxRecipients === undefined
    ? run
    : { ...run, status: 'paused', pausedBy: 'count' };
}

/** What a held run waits for. */
export interface HoldOutcome {
  readonly run: WalkRun;
  /** Made just now: its shards are to be queued. */
  readonly count?: WalkRun;
}

/**
 * Starts the count, and once it is done lets the run go or keeps it for approval. `targeted` of the count is everybody
 * in the segment when their page was read, before consent, caps and suppression: an upper bound of the messages.
 */
export async function settleHold(
  { walks, telemetry, shards }: StartDependencies,
  { policy }: ProgramSnapshot,
  run: WalkRun,
  now: number,
): Promise<HoldOutcome> {
  // Each minute that it waits, so that the alarm rings until somebody has decided.
  if (run.status === 'paused' && run.pausedBy === 'approval') telemetry.count('WalksHeld');
  if (run.status !== 'paused' || run.pausedBy !== 'count') return { run };
  const { subject } = run;
  const counted = await walks.readRun(nameCount(subject), run.run);
  if (counted === undefined) {
    const count = makeCount(run, shards, now);
    return (await walks.createRun(count)) ? { run, count } : { run };
  }
  if (counted.status !== 'done') return { run };
  const people = counted.totals?.targeted ?? 0;
  const limit = policy.campaigns?.maxRecipients ?? Number.POSITIVE_INFINITY;
  if (people > limit) {
    await walks.changeRun(subject, run.run, { from: ['paused'], status: 'paused', pausedBy: 'approval' });
    telemetry.count('WalksHeld');
    telemetry.warn('A run waits for approval', { subject, run: run.run, people, limit });
    return { run: { ...run, pausedBy: 'approval' } };
  }
  const isGoing = await walks.changeRun(subject, run.run, { from: ['paused'], status: 'running' });
  const { pausedBy: _pausedBy, ...rest } = run;
  return { run: isGoing ? { ...rest, status: 'running' } : run };
}

/** Without the throttle: nobody is handed out. */
function makeCount(run: WalkRun, shards: number, now: number): WalkRun {
  const { perMinute: _perMinute, pausedBy: _pausedBy, queuedAt: _queuedAt, ...rest } = run;
  return {
    ...rest,
    subject: nameCount(run.subject),
    shards,
    createdAt: now,
    status: 'running',
    isCount: true,
  };
}
