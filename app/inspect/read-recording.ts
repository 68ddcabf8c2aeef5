/** Reads the touchpoints that a person's timeline recorded, as arrivals that can be replayed. */

import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { Arrival } from '../../engine/simulate/simulate-person.ts';
import type { TimelineReader } from '../ports/timeline-store.ts';
import { orderByDecision } from './order-timeline.ts';
import { readOneTimeline, type TimelineRow, timeOf } from './read-timeline.ts';

export interface Recording {
  readonly profileId: string;
  readonly arrivals: readonly Arrival[];
  /** Oldest entry read (epoch ms). */
  readonly readsFrom: number;
  /** True if older entries were skipped because there were too many. */
  readonly isCut: boolean;
  /** Entries whose touchpoint was not stored. */
  readonly lost: number;
  /** Templates of the messages that were sent to a channel, and when (epoch ms). */
  readonly sent: readonly { readonly template: string; readonly at: number }[];
}

/** Entries per person: a hundred events a day for a month. */
const mostEntries = 5_000;

/** Undefined when nothing was recorded. */
export async function readRecording(
  timeline: TimelineReader,
  profileId: string,
): Promise<Recording | undefined> {
  const rows = await readOneTimeline(timeline, profileId, mostEntries);
  const oldest = rows.at(-1);
  if (oldest === undefined) return undefined;
  const entries = orderByDecision(
    rows.flatMap((row: TimelineRow) => (row.kind === 'entry' ? [row.entry] : [])),
  );
  // Stable sort: of those received at once, the one decided first stays first.
  const arrivals = entries.flatMap(toArrival).sort((left, right) => left.at - right.at);
  return {
    profileId,
    arrivals,
    readsFrom: timeOf(oldest),
    isCut: rows.length >= mostEntries,
    lost: entries.filter(isLost).length,
    sent: entries.flatMap(listSent),
  };
}

/** Timers are not replayed: time passes in the simulation by itself. */
function toArrival(entry: TimelineEntry): Arrival[] {
  const { touchpoint, touchpointId, receivedAt } = entry;
  if (touchpoint !== undefined) return [{ at: receivedAt, input: { kind: 'touchpoint', touchpoint } }];
  const reach = /^campaign:(.+):(\d+)(?:@[\d.]+)?$/.exec(touchpointId);
  const [, campaign, run] = reach ?? [];
  if (campaign === undefined) return [];
  return [{ at: receivedAt, input: { kind: 'campaign', campaign, run: Number(run) } }];
}

/** Percorso's own entries without a touchpoint are timers, runs and backfills: no outside input. */
function isLost({ touchpoint, source }: TimelineEntry): boolean {
  return touchpoint === undefined && source !== 'percorso';
}

function listSent({ traces, receivedAt }: TimelineEntry): Recording['sent'] {
  return traces
    .filter(({ action, reason }) => action === 'send' && reason === 'sent_to_channel')
    .map(({ note = '' }) => ({ template: note.split(':')[0] ?? '', at: receivedAt }));
}
