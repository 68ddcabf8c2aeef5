/** Reads a person's timeline page by page. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { TimelinePage, TimelineReader } from '../ports/timeline-store.ts';

/** An entry or a message. */
export type TimelineRow = TimelinePage['items'][number];

/** Epoch ms. */
export function timeOf(row: TimelineRow): number {
  return row.kind === 'entry' ? row.entry.occurredAt : row.message.claimedAt;
}

/** Newest first, at most `limit`. */
export async function readTimeline(
  timeline: TimelineReader,
  profileId: string,
  limit: number,
): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await timeline.list(profileId, {
      limit: Math.min(limit - rows.length, 500),
      ...omitAbsent({ cursor }),
    });
    rows.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < limit);
  return rows;
}
