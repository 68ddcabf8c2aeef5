/**
 * Steps 2 and 2c: the profile keeps the newest counts of entries into journeys. Older ones are archived in the
 * timeline before the profile is saved without them, and read when a decision needs one. Most people have none.
 */
import type { Decision } from '../../engine/model/decision.ts';
import type { ArchivedCount, KnownCounts } from '../../engine/model/entry-archive.ts';
import type { EntryCount } from '../../engine/model/journey-position.ts';
import type { AdvanceDependencies } from './dependencies.ts';

/** Decides until every count that the decision needs is known. One call when no count was archived. */
export async function decideWithArchive(
  { timeline }: Pick<AdvanceDependencies, 'timeline'>,
  profileId: string,
  decide: (known: KnownCounts) => Decision,
): Promise<Decision> {
  const known = new Map<string, EntryCount | undefined>();
  for (;;) {
    const decision = decide(known);
    if (decision.missing.length === 0) return decision;
    for (const name of decision.missing) known.set(name, await timeline.findCount(profileId, name));
  }
}

/** A crash between this and the profile's write is harmless: the profile still has the same counts. */
export async function archiveCounts(
  { timeline }: Pick<AdvanceDependencies, 'timeline'>,
  profileId: string,
  archived: readonly ArchivedCount[],
): Promise<void> {
  for (const [name, count] of archived) await timeline.keepCount(profileId, name, count);
}
