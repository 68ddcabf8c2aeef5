/**
 * The profile keeps the newest counts of entries into journeys. Older ones are archived in the timeline before the
 * profile is saved without them, and read when a decision needs one. Most people have none.
 */
import type { Decision } from '../../../engine/model/decision.ts';
import type { ArchivedCount, KnownCounts } from '../../../engine/model/entry-archive.ts';
import type { EntryCount } from '../../../engine/model/journey-position.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

/** The engine threw, which is a defect of ours. Only its touchpoint fails; the others of the person are processed. */
export class DecisionFailedError extends Error {
  readonly code = 'decision_failed';
  readonly profileId: string;
  constructor(profileId: string, cause: unknown) {
    super(`Deciding for profile ${profileId} failed. The touchpoint ends in the dead-letter queue.`, {
      cause,
    });
    this.name = 'DecisionFailedError';
    this.profileId = profileId;
  }
}

/**
 * Decides until every count that the decision needs is known. One call when no count was archived. Throws
 * DecisionFailedError.
 */
export async function decideWithArchive(
  { timeline }: { readonly timeline: Pick<AdvanceDependencies['timeline'], 'findCount'> },
  profileId: string,
  decide: (known: KnownCounts) => Decision,
): Promise<Decision> {
  const known = new Map<string, EntryCount | undefined>();
  for (;;) {
    const decision = decideOrExplain(profileId, () => decide(known));
    if (decision.missing.length === 0) return decision;
    for (const name of decision.missing) known.set(name, await timeline.findCount(profileId, name));
  }
}

function decideOrExplain(profileId: string, decide: () => Decision): Decision {
  try {
    return decide();
  } catch (error) {
    throw new DecisionFailedError(profileId, error);
  }
}

/** A crash between this and the profile's write is harmless: the profile still has the counts. */
export async function archiveCounts(
  { timeline }: Pick<AdvanceDependencies, 'timeline'>,
  profileId: string,
  archived: readonly ArchivedCount[],
): Promise<void> {
  for (const [name, count] of archived) await timeline.keepCount(profileId, name, count);
}
