/**
 * A touchpoint counts once because its id is in the profile's window or its entry in the timeline. The entry is written
 * after the profile, so at first only the window has it. This file finds the touchpoints that could leave the window
 * before their redelivery. Their entries go into the outbox: the next write of the profile must write them first.
 */

import { seenAtMost, seenFor } from '../../../engine/decide/dedup-window.ts';
import type { OutboxEntry, Profile } from '../../../engine/model/profile.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';

/** The window keeps the ids of the last 15 minutes: a third of that leaves ten minutes for redeliveries. */
const oldAfter = seenFor / 3;
/** Half full: hundreds of touchpoints for one person within minutes. */
const crowdedFrom = seenAtMost / 2;

/** `isTimelineDown`: this process failed to write there last time, so redeliveries may take long. */
export function guardEntries(
  profile: Profile,
  entries: readonly TimelineEntry[],
  now: number,
  isTimelineDown: boolean,
): Profile {
  const isCrowded = profile.processedEvents.length >= crowdedFrom;
  const guarded = entries.flatMap((entry, position): OutboxEntry[] => {
    const isAtRisk = isCrowded || isTimelineDown || entry.receivedAt < now - oldAfter;
    // Entries with traces are in the outbox already.
    if (!isAtRisk || entry.traces.length > 0) return [];
    const { touchpoint: _left, ...rest } = entry;
    return [{ kind: 'RecordEntry', entry: position === 0 ? rest : { ...rest, position } }];
  });
  return guarded.length === 0 ? profile : { ...profile, outbox: [...profile.outbox, ...guarded] };
}
