/** Every row of the timelines of a person, page by page: nothing is held but one page. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { TimelinePage, TimelineReader } from '../ports/timeline-store.ts';

export type TimelineRow = TimelinePage['items'][number];

const pageSize = 500;

/** Newest first, one profile after the other. */
export async function* readRows(
  timeline: TimelineReader,
  profileIds: readonly string[],
): AsyncGenerator<readonly TimelineRow[]> {
  for (const profileId of profileIds) {
    let cursor: string | undefined;
    do {
      const page = await timeline.list(profileId, { limit: pageSize, ...omitAbsent({ cursor }) });
      if (page.items.length > 0) yield page.items;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}
