/** Runs that the policy's `maxRecipients` holds: how many people are in them, and which limit holds them. */

import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { listRuns } from '../../runs/list-runs.ts';
import { mapBounded } from '../../runtime/run-bounded.ts';
import { readCount } from './run-progress.ts';
import { listScheduled } from './scheduled.ts';

export interface HeldRun {
  /** Campaign id, or `journey:<id>`. */
  readonly name: string;
  /** Start (epoch ms). */
  readonly run: number;
  /** `count`: its audience is being counted. */
  readonly heldBy: 'count' | 'approval';
  /** In its audience; absent until they are counted. */
  readonly people?: number;
  /** The policy's `campaigns.maxRecipients` as it is in force now; absent when it was removed since. */
  readonly limit?: number;
}

export type HeldRunStore = Pick<RunStore, 'listRuns' | 'readRun'>;

/** Newest runs that are read of one campaign: few of them are active at the same time. */
const newestRuns = 20;
/** Campaigns that are read at the same time. */
const concurrency = 20;

/** `names`: all that are scheduled when absent. One query for each. */
export async function listHeldRuns(
  runs: HeldRunStore,
  program: ProgramSnapshot,
  names: readonly string[] = listScheduled(program).map(({ id }) => id),
): Promise<readonly HeldRun[]> {
  const limit = program.policy.campaigns?.maxRecipients;
  const held = await mapBounded(names, concurrency, (name) => findHeld(runs, name));
  return held.flat().map((run) => (limit === undefined ? run : { ...run, limit }));
}

async function findHeld(runs: HeldRunStore, name: string): Promise<HeldRun[]> {
  const held: HeldRun[] = [];
  for (const found of await listRuns(runs, name, newestRuns)) {
    const { run, status, pausedBy } = found;
    if (status !== 'paused' || (pausedBy !== 'count' && pausedBy !== 'approval')) continue;
    const people = pausedBy === 'approval' ? await readCount(runs, found) : undefined;
    held.push({ name, run, heldBy: pausedBy, ...omitAbsent({ people }) });
  }
  return held;
}
