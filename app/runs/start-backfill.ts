/** Starts a run that applies new definitions to all existing profiles. start-runs begins it within a minute. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { listSegmentsInNeed } from '../../engine/config/snapshot/list-history-needs.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { Run, RunPlan, RunStore } from '../ports/run-store.ts';
import type { BackfillTask } from '../ports/run-task.ts';
import { definitionsPlanName, noteProgram } from './pending-definitions.ts';

export const backfillRunName = 'backfill';

/** A trait that is not published cannot be counted again. */
export class TraitUnknownError extends Error {
  readonly code = 'trait_unknown';
  readonly trait: string;
  readonly remedy = 'Name computed traits that are live; publish first.';
  constructor(trait: string) {
    super(`There is no computed trait ${trait} in the published program. Publish it first.`);
    this.name = 'TraitUnknownError';
    this.trait = trait;
  }
}

/** A segment that is not published has no members. */
export class SegmentUnknownError extends Error {
  readonly code = 'segment_unknown';
  readonly segment: string;
  readonly remedy = 'Name segments that are live; publish first.';
  constructor(segment: string) {
    super(`There is no segment ${segment} in the published program. Publish it first.`);
    this.name = 'SegmentUnknownError';
    this.segment = segment;
  }
}

export interface BackfillRequest {
  /** Traits to count again from the timeline; default: those that are new or changed since the last backfill. */
  readonly traits?: readonly string[];
  /** Whether segments that change trigger rules and journeys. */
  readonly triggers: boolean;
  /**
   * With `triggers`: people who were in one of these segments when it was published enter it now. Default: the
   * segments that depend on the traits and counters that are counted again.
   */
  readonly segments?: readonly string[];
  readonly scanSegments?: number;
  /** Epoch milliseconds: identifies the run. */
  readonly now: number;
}

/**
 * Creates and returns the run. It evaluates every segment again for every person. Traits are counted again from the
 * timeline of the last `timelineDays` (the stack's output); older events do not count. Throws TraitUnknownError and
 * SegmentUnknownError.
 */
export async function startBackfill(
  runs: Pick<RunStore, 'createRun' | 'listPlans'>,
  snapshot: ProgramSnapshot,
  { traits, triggers, segments, scanSegments = 8, now }: BackfillRequest,
): Promise<Run & { readonly task: BackfillTask }> {
  const { traits: known } = compileProgram(snapshot);
  const unknown = traits?.find((id) => !known.has(id));
  if (unknown !== undefined) throw new TraitUnknownError(unknown);
  const missing = segments?.find((id) => !snapshot.segments.some((document) => document.id === id));
  if (missing !== undefined) throw new SegmentUnknownError(missing);
  const wanted = traits ?? (await listPendingTraits(runs, snapshot));
  const entering = segments ?? listSegmentsInNeed(snapshot, wanted);
  const task: BackfillTask = {
    kind: 'backfill',
    version: snapshot.version,
    traits: wanted,
    triggers,
    ...omitAbsent({ segments: triggers ? entering : undefined }),
  };
  const run: Run & { readonly task: BackfillTask } = {
    name: backfillRunName,
    run: now,
    task,
    audience: { kind: 'everybody' },
    scanSegments,
    createdAt: now,
    programVersion: snapshot.version,
    status: 'running',
  };
  await runs.createRun(run);
  return run;
}

/** Traits and `did` counters of this program that are newer than their values in the profiles. */
export async function listPendingTraits(
  runs: Pick<RunStore, 'listPlans'>,
  snapshot: ProgramSnapshot,
): Promise<readonly string[]> {
  // start-runs may not have noted a recent publication yet.
  const { pending = {} } = noteProgram(await findDefinitions(runs), snapshot);
  return Object.keys(pending).sort();
}

async function findDefinitions(runs: Pick<RunStore, 'listPlans'>): Promise<RunPlan | undefined> {
  let cursor: string | undefined;
  do {
    const page = await runs.listPlans(cursor);
    const found = page.plans.find(({ name }) => name === definitionsPlanName);
    if (found !== undefined) return found;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return undefined;
}
