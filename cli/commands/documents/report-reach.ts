/** Reports how many people a publication affects. A failure is reported and never stops publishing. */
import { countReachOfChanges } from '../../../app/inspect/reach/count-reach-of-changes.ts';
import type { ProgramStore } from '../../../app/ports/program-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import type { PublishReport } from '../../../app/publish/publish-program.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { ReachSource } from '../../cloud/open-stores.ts';
import { formatReach, toPrintedReach } from '../../output/format-reach.ts';
import { explainFailure } from '../../terminal/explain-failure.ts';

export interface ReachReport {
  readonly json: unknown;
  readonly lines: readonly string[];
}

export interface ReachOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Absent: the affected people are not counted. */
  readonly reach?: ReachSource | undefined;
}

/** Of what a command has just put in force. */
export async function reportPublishedReach(
  { outcome, changes }: Pick<PublishReport, 'outcome' | 'changes'>,
  programs: ProgramStore,
  options: ReachOptions,
): Promise<ReachReport | undefined> {
  if (options.reach === undefined || outcome !== 'published') return undefined;
  const snapshot = await loadPublished(programs);
  const labels = [...changes.added, ...changes.changed];
  return snapshot === undefined ? undefined : reportReach(labels, snapshot, options);
}

/** `snapshot`: the program with the changes. Undefined where nothing changed, or nothing is to be counted. */
export async function reportReach(
  labels: readonly string[],
  snapshot: ProgramSnapshot,
  { reach, now }: ReachOptions,
): Promise<ReachReport | undefined> {
  if (reach === undefined) return undefined;
  const { openScanner, endpoint, sample } = reach;
  try {
    const counted = await countReachOfChanges(labels, snapshot, openScanner, { now, sample });
    return counted === undefined ? undefined : { json: toPrintedReach(counted), lines: formatReach(counted) };
  } catch (error) {
    const { problem } = explainFailure(error, endpoint);
    return { json: { problem }, lines: [`The affected people were not counted. ${problem}`] };
  }
}
