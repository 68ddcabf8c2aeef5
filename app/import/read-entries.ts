/** Reads the whole timeline of a person, also of the profiles that were merged into it. */
import { listProfileIds, type Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { TimelineStore } from '../ports/timeline-store.ts';

export interface WholeTimeline {
  readonly entries: readonly TimelineEntry[];
  /** When the entries without a touchpoint expire (epoch ms). */
  readonly awaited: readonly number[];
}

export async function readEntries(
  timeline: Pick<TimelineStore, 'listTouchpoints'>,
  profile: Profile,
  consistent: boolean,
): Promise<WholeTimeline> {
  // An entry that is in a fold and was restored as well can be on two pages.
  const entries = new Map<string, TimelineEntry>();
  const awaited: number[] = [];
  for (const id of listProfileIds(profile)) {
    let cursor: string | undefined;
    do {
      const page = await timeline.listTouchpoints(id, cursor, { consistent });
      for (const entry of page.entries)
        entries.set(JSON.stringify([id, entry.occurredAt, entry.touchpointId]), entry);
      awaited.push(...page.awaited);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return { entries: [...entries.values()], awaited };
}
