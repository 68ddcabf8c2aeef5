/**
 * Touchpoints that two profiles of one person have counted both, because a source sent them once with the ids of each:
 * docs/adr/0099. Read from the timelines, when a merge unites the counters.
 */

import { DAY } from '../../engine/base/time-units.ts';
import { findSeen, hashTouchpoint } from '../../engine/decide/dedup-window.ts';
import { listProfileIds, type Profile, readIdHash } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { queueDays, TimelineBehindError } from '../advance/state/timeline-behind.ts';
import type { TimelineStore } from '../ports/timeline-store.ts';

/** Touchpoints of one profile; what is beyond them is not compared. */
const maxRead = 20_000;

/**
 * As `ended` has counted them. One `messageId` and one name are one touchpoint. `now` in epoch ms. Throws
 * TimelineBehindError while a timeline lacks what its profile has just counted.
 */
export async function findRepeated(
  timeline: Pick<TimelineStore, 'listTouchpoints'>,
  profile: Profile,
  ended: Profile,
  now: number,
): Promise<readonly Touchpoint[]> {
  // A profile that has counted something has its newest ones in the window.
  if (profile.processedEvents.length === 0 || ended.processedEvents.length === 0) return [];
  const [own, theirs] = [await readCounted(timeline, ended), await readCounted(timeline, profile)];
  checkNewest(profile, ended, [own, theirs], now);
  return [...own].flatMap(([name, touchpoint]) => (theirs.has(name) ? [touchpoint] : []));
}

/** What identifies a touchpoint on both timelines. */
export function nameTouchpoint({ id, name }: Touchpoint): string {
  return `${id}\n${name}`;
}

type Counted = ReadonlyMap<string, Touchpoint>;

async function readCounted(
  timeline: Pick<TimelineStore, 'listTouchpoints'>,
  profile: Profile,
): Promise<Counted> {
  const counted = new Map<string, Touchpoint>();
  for (const id of listProfileIds(profile)) {
    let cursor: string | undefined;
    do {
      const page = await timeline.listTouchpoints(id, cursor, { consistent: true });
      for (const touchpoint of page.touchpoints) counted.set(nameTouchpoint(touchpoint), touchpoint);
      cursor = page.cursor;
    } while (cursor !== undefined && counted.size < maxRead);
  }
  return counted;
}

/** The timeline is written after the profile. Throws TimelineBehindError. */
function checkNewest(profile: Profile, ended: Profile, timelines: readonly Counted[], now: number): void {
  const newest = ended.processedEvents.filter(
    ([hash, , receivedAt]) =>
      receivedAt > now - queueDays * DAY && findSeen(profile.processedEvents, hash) !== undefined,
  );
  if (newest.length === 0) return;
  for (const counted of timelines) {
    const hashes = [...counted.values()].map((touchpoint) => readIdHash(hashTouchpoint(touchpoint)));
    const known = new Set(hashes);
    if (newest.some(([hash]) => !known.has(readIdHash(hash)))) throw new TimelineBehindError(profile.id);
  }
}
