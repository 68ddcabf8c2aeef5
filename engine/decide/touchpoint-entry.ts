/** Entries of touchpoints, apart from those of turns that time, a campaign, a backfill or a publication set off. */
import type { TimelineEntry } from '../model/timeline-entry.ts';

/** Others never have a touchpoint; decide.ts makes their ids. */
export function isTouchpointEntry({ source, touchpointId }: TimelineEntry): boolean {
  return source !== 'percorso' || !/^(?:wake|due|campaign|backfill|definitions):/.test(touchpointId);
}
