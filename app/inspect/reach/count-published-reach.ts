/** Counts how many people a publication affects. A failure is part of the answer and never stops publishing. */
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { ProfileScanner } from '../../ports/profile-scanner.ts';
import type { ProgramStore } from '../../ports/program-store.ts';
import { loadPublished } from '../../publish/load-published.ts';
import type { PublishReport } from '../../publish/publish-program.ts';
import { countReachOfChanges, type ReachOfChanges } from './count-reach-of-changes.ts';
import type { SampleOptions } from './sample-people.ts';

/** Where the people are whom a publication affects. */
export interface ReachSource {
  /** Throws where the stage or the right is missing. */
  readonly openScanner: () => Promise<Pick<ProfileScanner, 'scan'>>;
  readonly sample?: SampleOptions;
}

export interface ReachOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Absent: the affected people are not counted. */
  readonly reach?: ReachSource | undefined;
}

/** `failure`: what stopped the count. */
export type ReachAnswer =
  | { readonly outcome: 'counted'; readonly counted: ReachOfChanges }
  | { readonly outcome: 'failed'; readonly failure: unknown };

/** Of what was just put in force. Undefined where nothing changed, or nothing is to be counted. */
export async function countPublishedReach(
  { outcome, changes }: Pick<PublishReport, 'outcome' | 'changes'>,
  programs: ProgramStore,
  options: ReachOptions,
): Promise<ReachAnswer | undefined> {
  if (options.reach === undefined || outcome !== 'published') return undefined;
  const snapshot = await loadPublished(programs);
  const labels = [...changes.added, ...changes.changed];
  return snapshot === undefined ? undefined : tryReach(labels, snapshot, options);
}

/** `snapshot`: the program with the changes. Undefined where nothing changed, or nothing is to be counted. */
export async function tryReach(
  labels: readonly string[],
  snapshot: ProgramSnapshot,
  { reach, now }: ReachOptions,
): Promise<ReachAnswer | undefined> {
  if (reach === undefined) return undefined;
  const { openScanner, sample } = reach;
  try {
    const counted = await countReachOfChanges(labels, snapshot, openScanner, { now, sample });
    return counted === undefined ? undefined : { outcome: 'counted', counted };
  } catch (failure) {
    return { outcome: 'failed', failure };
  }
}
