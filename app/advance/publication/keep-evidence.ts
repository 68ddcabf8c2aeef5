/**
 * Only the window of processed ids and its timeline entry identify a touchpoint that decided nothing. When that entry
 * cannot be written, its record may be delivered again after the id has left the window, and would count twice. So the
 * entry goes into the outbox: the next write of the profile must write the entry first. Costs a read and a write, only
 * where the timeline failed.
 */

import type { OutboxEntry, Profile } from '../../../engine/model/profile.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import { ProfileConflictError } from '../../ports/profile-errors.ts';
import { runBounded } from '../../runtime/run-bounded.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import { toNextVersion } from './next-version.ts';

/** Attempts in competition with other writers of the same person. */
const attempts = 6;
/** Concurrent people. */
const concurrency = 20;

/** Never throws: the record fails anyway, and its next delivery tries again while the window still has the id. */
export async function keepEvidence(
  dependencies: AdvanceDependencies,
  unwritten: readonly TimelineEntry[],
): Promise<void> {
  const people = Map.groupBy(
    // Entries with traces are in the outbox already.
    unwritten.filter(({ traces }) => traces.length === 0),
    ({ profileId }) => profileId,
  );
  const outcomes = await runBounded([...people], concurrency, ([profileId, entries]) =>
    keepFor(dependencies, profileId, entries),
  );
  for (const outcome of outcomes) {
    if (!outcome.ok) dependencies.telemetry.error('A counted touchpoint was not recorded', outcome.error);
  }
}

async function keepFor(
  { profiles, wait, random }: AdvanceDependencies,
  profileId: string,
  entries: readonly TimelineEntry[],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const profile = await profiles.load(profileId, { consistent: true });
    const next = profile === undefined ? undefined : addEvidence(profile, entries);
    if (next === undefined) return;
    try {
      return await profiles.save(next);
    } catch (error) {
      if (!(error instanceof ProfileConflictError) || attempt === attempts) throw error;
      await wait(Math.round(random() * 25 * 2 ** attempt));
    }
  }
}

/** Undefined when the outbox holds them all. The decisions keep the version that names their statistics. */
function addEvidence(profile: Profile, entries: readonly TimelineEntry[]): Profile | undefined {
  const held = new Set(
    profile.outbox.flatMap((item) => (item.kind === 'RecordEntry' ? [item.entry.touchpointId] : [])),
  );
  const added = entries.flatMap(({ touchpoint: _, ...entry }): OutboxEntry[] =>
    held.has(entry.touchpointId) ? [] : [{ kind: 'RecordEntry', entry }],
  );
  if (added.length === 0) return undefined;
  const next = toNextVersion(profile);
  return { ...next, outbox: [...next.outbox, ...added] };
}
