/** Starts a backfill of the published program when none is active. */
import { type HistoryNeed, listHistoryNeeds } from '../../engine/config/snapshot/list-history-needs.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { Run, RunStore } from '../ports/run-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { listRuns } from './list-runs.ts';
import {
  type BackfillRequest,
  backfillRunName,
  SegmentUnknownError,
  startBackfill,
  TraitUnknownError,
} from './start-backfill.ts';

export type BackfillResult =
  | { readonly outcome: 'nothing_published' }
  /** `since` (epoch ms): start of the active backfill. */
  | { readonly outcome: 'already_active'; readonly since: number }
  /** `known`: the published ones. */
  | { readonly outcome: 'unknown_trait'; readonly trait: string; readonly known: readonly string[] }
  | { readonly outcome: 'unknown_segment'; readonly segment: string; readonly known: readonly string[] }
  | StartedBackfill;

export interface StartedBackfill {
  readonly outcome: 'started';
  /** Start (epoch ms): identifies the run. */
  readonly run: number;
  /** Version of the program. */
  readonly version: number;
  /** Ids of the traits and `did` counters that are counted again. */
  readonly traits: readonly string[];
  /** The same, with the documents that read them. */
  readonly history: readonly HistoryNeed[];
  /** Whether segments that change trigger rules and journeys. */
  readonly triggers: boolean;
  /** Segments that their members from before enter now. */
  readonly segments: readonly string[];
}

/** Recent runs to check. */
const newestRuns = 5;

export async function requestBackfill(
  { programs, runs }: { readonly programs: ProgramStore; readonly runs: RunStore },
  request: Omit<BackfillRequest, 'scanSegments'>,
): Promise<BackfillResult> {
  const snapshot = await loadPublished(programs);
  if (snapshot === undefined) return { outcome: 'nothing_published' };
  const active = (await listRuns(runs, backfillRunName, newestRuns)).find(isActive);
  if (active !== undefined) return { outcome: 'already_active', since: active.run };
  try {
    const { run, task } = await startBackfill(runs, snapshot, request);
    const { traits, segments = [] } = task;
    return {
      outcome: 'started',
      run,
      version: snapshot.version,
      traits,
      history: listHistoryNeeds(snapshot, traits),
      triggers: request.triggers,
      segments,
    };
  } catch (error) {
    if (error instanceof TraitUnknownError)
      return { outcome: 'unknown_trait', trait: error.trait, known: snapshot.traits.map(({ id }) => id) };
    if (error instanceof SegmentUnknownError) {
      const known = snapshot.segments.map(({ id }) => id);
      return { outcome: 'unknown_segment', segment: error.segment, known };
    }
    throw error;
  }
}

function isActive({ status }: Run): boolean {
  return status === 'running' || status === 'paused';
}
