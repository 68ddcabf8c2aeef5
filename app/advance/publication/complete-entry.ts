/** The entry of a redelivery that only the timeline has as counted: completes what the first delivery may have left out. */

import { expireAfter } from '../../../engine/base/time-units.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

/** `found`: what findEntry gave. `now` in epoch milliseconds. */
export async function completeEntry(
  dependencies: AdvanceDependencies,
  entry: TimelineEntry,
  found: 'whole' | 'decided',
  now: number,
): Promise<void> {
  const { timeline, timelineDays, lake } = dependencies;
  // The entry came from an outbox and has left the window since: only this delivery can complete it.
  if (found === 'decided') await timeline.restoreEntry(entry, expireAfter(now, timelineDays));
  // The invocation that wrote the entry may have died before it put its rows.
  if (lake === undefined) return;
  const { listHidden, putEntryRows } = await import('../../lake/put-rows.ts');
  await putEntryRows(lake, [entry], await listHidden(dependencies, now));
}
