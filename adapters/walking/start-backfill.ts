/** Starts a walk that brings new definitions to everybody who is already there. start-walks takes it up within a minute. */
import { compileProgram } from '../../engine/compile-program.ts';
import type { ProgramSnapshot } from '../../engine/program.ts';
import type { WalkPlan, WalkRun, WalkStore } from '../ports.ts';
import { definitionsSubject, noteProgram } from './pending-definitions.ts';

export const backfillSubject = 'backfill';

/** A trait that is not published cannot be made anew. */
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

export interface BackfillWish {
  /** Traits made anew from the timeline; absent: those that are new or changed since the last backfill. */
  readonly traits?: readonly string[];
  /** Segments that change set off rules and journeys. */
  readonly triggers: boolean;
  readonly shards?: number;
  /** Epoch milliseconds: names the run. */
  readonly now: number;
}

/**
 * The run, as it was made. Every segment is judged again for everybody. Traits are made anew from the timeline, which
 * sees `timelineDays` back (the stack's output): what lies before is not counted. Throws TraitUnknownError.
 */
export async function startBackfill(
  walks: Pick<WalkStore, 'createRun' | 'listPlans'>,
  snapshot: ProgramSnapshot,
  { traits, triggers, shards = 8, now }: BackfillWish,
): Promise<WalkRun> {
  const { traits: known } = compileProgram(snapshot);
  const unknown = traits?.find((id) => !known.has(id));
  if (unknown !== undefined) throw new TraitUnknownError(unknown);
  const wanted = traits ?? (await listPendingTraits(walks, snapshot));
  const run: WalkRun = {
    subject: backfillSubject,
    run: now,
    visit: { kind: 'backfill', version: snapshot.version, traits: wanted, triggers },
    audience: { kind: 'everybody' },
    shards,
    createdAt: now,
    programVersion: snapshot.version,
    status: 'running',
  };
  await walks.createRun(run);
  return run;
}

/** Traits and `did` counters of this program that are newer than what people's profiles hold of them. */
export async function listPendingTraits(
  walks: Pick<WalkStore, 'listPlans'>,
  snapshot: ProgramSnapshot,
): Promise<readonly string[]> {
  // Published a moment ago, it may not have been noted by start-walks yet.
  const { pending = {} } = noteProgram(await findDefinitions(walks), snapshot);
  return Object.keys(pending).sort();
}

async function findDefinitions(walks: Pick<WalkStore, 'listPlans'>): Promise<WalkPlan | undefined> {
  let cursor: string | undefined;
  do {
    const page = await walks.listPlans(cursor);
    const found = page.plans.find(({ subject }) => subject === definitionsSubject);
    if (found !== undefined) return found;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return undefined;
}
