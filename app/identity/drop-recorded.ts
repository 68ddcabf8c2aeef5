/** Redeliveries of what a profile has counted that ended in another one. Loaded for people with such a profile. */
import { findSeen, hashTouchpoint, isReused } from '../../engine/decide/dedup-window.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { completeEntry } from '../advance/publication/complete-entry.ts';
import { makeEntry } from '../advance/publication/publication.ts';

/**
 * True for a touchpoint in the window whose entry is on the timeline of a profile that ended. A second entry, on the
 * person's own timeline, would be shown twice, and counted twice by a backfill.
 */
export async function isRecordedByEnded(
  dependencies: AdvanceDependencies,
  { processedEvents, absorbed = [] }: Profile,
  touchpoint: Touchpoint,
  now: number,
): Promise<boolean> {
  const hash = hashTouchpoint(touchpoint);
  const first = findSeen(processedEvents, hash);
  if (first === undefined || isReused(first, hash)) return false;
  const [, occurredAt, receivedAt] = first;
  for (const [id] of absorbed) {
    const found = await dependencies.timeline.findEntry(id, occurredAt, touchpoint.id);
    if (found === undefined) continue;
    const entry = makeEntry(id, { ...touchpoint, occurredAt, receivedAt });
    await completeEntry(dependencies, entry, found, now);
    return true;
  }
  return false;
}
