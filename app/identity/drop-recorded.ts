/** Redeliveries of what a profile has counted that ended in another one. Loaded for people with such a profile. */
import { expireAfter } from '../../engine/base/time-units.ts';
import { findSeen, hashTouchpoint, isReused } from '../../engine/decide/dedup-window.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { makeEntry } from '../advance/publication/publication.ts';

/**
 * True for a touchpoint in the window whose entry is on the timeline of a profile that ended. A second entry, on the
 * person's own timeline, would be shown twice, and counted twice by a backfill.
 */
export async function isRecordedByEnded(
  { timeline, timelineDays }: AdvanceDependencies,
  { processedEvents, absorbed = [] }: Profile,
  touchpoint: Touchpoint,
  now: number,
): Promise<boolean> {
  const hash = hashTouchpoint(touchpoint);
  const first = findSeen(processedEvents, hash);
  if (first === undefined || isReused(first, hash)) return false;
  const [, occurredAt, receivedAt] = first;
  for (const [id] of absorbed) {
    const found = await timeline.findEntry(id, occurredAt, touchpoint.id);
    if (found === 'decided') {
      const entry = makeEntry(id, { ...touchpoint, occurredAt, receivedAt });
      await timeline.restoreEntry(entry, expireAfter(now, timelineDays));
    }
    if (found !== undefined) return true;
  }
  return false;
}
