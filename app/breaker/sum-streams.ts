/** Sums what was sent and how it was received, by stream, over a sliding window. */
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import { addStreams, parseStream, type StreamCounts } from '../../engine/channels/email-streams.ts';
import type { StatisticsStore } from '../ports/statistics-store.ts';

/**
 * `from` and `now` in epoch ms. `startOf` (epoch ms): where the window of a domain begins later, after a resume.
 */
export async function sumStreams(
  statistics: Pick<StatisticsStore, 'listStreams'>,
  { from, now, startOf }: { readonly from: number; readonly now: number; startOf(domain: string): number },
): Promise<StreamCounts> {
  const sums: StreamCounts = {};
  for (let at = from; formatUtcDay(at) <= formatUtcDay(now); at += DAY) {
    let cursor: string | undefined;
    do {
      const page = await statistics.listStreams(formatUtcDay(at), from, cursor);
      for (const batch of page.batches) {
        const counted = Object.entries(batch.counts).filter(
          ([stream]) => batch.at >= startOf(parseStream(stream).domain),
        );
        addStreams(sums, Object.fromEntries(counted));
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return sums;
}
