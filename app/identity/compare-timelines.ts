/**
 * What two profiles of one person have counted, from their timelines, when a merge unites them: docs/adr/0099 and 0100.
 */

import { DAY } from '../../engine/base/time-units.ts';
import { findSeen, hashTouchpoint } from '../../engine/decide/dedup-window.ts';
import { listSent } from '../../engine/identity/list-sent.ts';
import type { SentMessages } from '../../engine/identity/unite-held.ts';
import { listProfileIds, type Profile, readIdHash } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { queueDays, TimelineBehindError } from '../advance/state/timeline-behind.ts';
import type { TimelineStore } from '../ports/timeline-store.ts';

/** Touchpoints of one profile; what is beyond them is not compared. */
const maxRead = 20_000;

export interface ComparedTimelines {
  /** Counted by both, because a source sent it once with the ids of each; as `ended` has counted them. */
  readonly repeated: readonly Touchpoint[];
  /** Counted by `ended` alone. */
  readonly ofEnded: readonly Touchpoint[];
  /** Counted by `profile` alone. */
  readonly ofProfile: readonly Touchpoint[];
  /** Messages that each of the two has sent (`byOne`: `profile`). */
  readonly sent: SentMessages;
}

/**
 * A timeline is read if the other profile has counted something too, is in a journey, or holds a message. One `messageId` and one name
 * are one touchpoint. `now` in epoch ms. Throws TimelineBehindError while a timeline lacks what both have just
 * counted.
 */
export async function compareTimelines(
  timeline: Pick<TimelineStore, 'listTouchpoints'>,
  profile: Profile,
  ended: Profile,
  now: number,
): Promise<ComparedTimelines> {
  const ofEnded = needsTimeline(ended, profile) ? await readCounted(timeline, ended) : none;
  const ofProfile = needsTimeline(profile, ended) ? await readCounted(timeline, profile) : none;
  checkCommon(profile, ended, [ofEnded, ofProfile], now);
  const only = (counted: Counted, other: Counted, isInBoth: boolean) =>
    [...counted.touchpoints].flatMap(([name, touchpoint]) =>
      other.touchpoints.has(name) === isInBoth ? [touchpoint] : [],
    );
  return {
    repeated: only(ofEnded, ofProfile, true),
    ofEnded: only(ofEnded, ofProfile, false),
    ofProfile: only(ofProfile, ofEnded, false),
    sent: { byOne: ofProfile.sent, byOther: ofEnded.sent },
  };
}

/** What identifies a touchpoint on both timelines. */
export function nameTouchpoint({ id, name }: Touchpoint): string {
  return `${id}\n${name}`;
}

interface Counted {
  /** By `nameTouchpoint`. */
  readonly touchpoints: ReadonlyMap<string, Touchpoint>;
  readonly sent: ReadonlySet<string>;
}

const none: Counted = { touchpoints: new Map(), sent: new Set() };

/** A profile that has counted something has its newest ones in the window. */
function needsTimeline(owner: Profile, other: Profile): boolean {
  return (
    owner.processedEvents.length > 0 &&
    (other.processedEvents.length > 0 || other.journeys.length > 0 || other.held.length > 0)
  );
}

async function readCounted(
  timeline: Pick<TimelineStore, 'listTouchpoints'>,
  profile: Profile,
): Promise<Counted> {
  const touchpoints = new Map<string, Touchpoint>();
  const entries: TimelineEntry[] = [];
  for (const id of listProfileIds(profile)) {
    let cursor: string | undefined;
    do {
      const page = await timeline.listTouchpoints(id, cursor, { consistent: true });
      for (const touchpoint of page.touchpoints) touchpoints.set(nameTouchpoint(touchpoint), touchpoint);
      entries.push(...page.entries.filter(({ traces }) => traces.length > 0));
      cursor = page.cursor;
    } while (cursor !== undefined && touchpoints.size < maxRead);
  }
  return { touchpoints, sent: listSent(entries) };
}

/**
 * A timeline is written after its profile. What both have counted must be on both; the merge does not wait for the rest.
 * Throws TimelineBehindError.
 */
function checkCommon(profile: Profile, ended: Profile, timelines: readonly Counted[], now: number): void {
  const common = ended.processedEvents.filter(
    ([hash, , receivedAt]) =>
      receivedAt > now - queueDays * DAY && findSeen(profile.processedEvents, hash) !== undefined,
  );
  if (common.length === 0) return;
  for (const { touchpoints } of timelines) {
    const known = new Set(
      [...touchpoints.values()].map((touchpoint) => readIdHash(hashTouchpoint(touchpoint))),
    );
    if (common.some(([hash]) => !known.has(readIdHash(hash)))) throw new TimelineBehindError(profile.id);
  }
}
