/** Entries of touchpoints, apart from those of turns that nobody but time, a campaign or a backfill set off. */
import type { TimelineEntry } from './decision.ts';

/** Others never have a touchpoint; decide.ts makes their ids. */
export function isTouchpointEntry({ source, touchpointId }: TimelineEntry): boolean {
  return source !== 'percorso' || !/^(?:wake|due|campaign|backfill):/.test(touchpointId);
}
