/** Starts a walk that brings new definitions to everybody who is already there. start-walks takes it up within a minute. */
import { compileProgram } from '../../engine/compile-program.ts';
import { listSegmentsInNeed } from '../../engine/config/list-history-needs.ts';
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

/** A segment that is not published has nobody in it. */
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

export interface BackfillWish {
  /** Traits made anew from the timeline; absent: those that are new or changed since the last backfill. */
  readonly traits?: readonly string[];
  /** Segments that change set off rules and journeys. */
  readonly triggers: boolean;
  /**
   * With `triggers`: who was in one of these already when it was published enters it now. Absent: the segments that
   * depend on the traits and counters that are counted again.
   */
  readonly segments?: readonly string[];
  readonly shards?: number;
  /** Epoch milliseconds: names the run. */
  readonly now: number;
}

/**
 * The run, as it was made. Every segment is judged again for everybody. Traits are made anew from the timeline, which
 * sees `timelineDays` back (the stack's output): what lies before is not counted. Throws TraitUnknownError and
 * SegmentUnknownError.
 */
export async function startBackfill(
  walks: Pick<WalkStore, 'createRun' | 'listPlans'>,
  snapshot: ProgramSnapshot,
  { traits, triggers, segments, shards = 8, now }: BackfillWish,
): Promise<WalkRun> {
  const { traits: known } = compileProgram(snapshot);
  const unknown = traits?.find((id) => !known.has(id));
  if (unknown !== undefined) throw new TraitUnknownError(unknown);
  const missing = segments?.find((id) => !snapshot.segments.some((document) => document.id === id));
  if (missing !== undefined) throw new SegmentUnknownError(missing);
  const wanted = traits ?? (await listPendingTraits(walks, snapshot));
  const entering = segments ?? listSegmentsInNeed(snapshot, wanted);
  const run: WalkRun = {
    subject: backfillSubject,
    run: now,
    visit: {
      kind: 'backfill',
      version: snapshot.version,
      traits: wanted,
      triggers,
      ...(triggers ? { segments: entering } : {}),
    },
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
