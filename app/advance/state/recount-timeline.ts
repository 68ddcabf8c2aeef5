/** Counts computed traits again from a person's timeline, for a backfill. */

import { DAY } from '../../../engine/base/time-units.ts';
import type { Program } from '../../../engine/compile/program.ts';
import { startRecount } from '../../../engine/decide/recount-traits.ts';
import type { Backfill } from '../../../engine/model/decision.ts';
import { listProfileIds, type Profile } from '../../../engine/model/profile.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';
import { nameTouchpoint } from '../../identity/compare-timelines.ts';
import { foldSpan } from '../../ports/timeline-store.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import { queueDays, TimelineBehindError } from './timeline-behind.ts';

/** Milliseconds reserved for deciding and publishing. */
const reserve = 10_000;

/** The invocation is nearly over: a time-out would also interrupt the work for the other people of the batch. */
export class TimelineLongError extends Error {
  readonly code = 'timeline_long';
  readonly profileId: string;
  constructor(profileId: string, touchpoints: number) {
    super(
      `After ${touchpoints} touchpoints of profile ${profileId} the invocation is nearly over. The backfill is retried; if it ends in the dead-letter queue, the timeline is longer than one invocation can read.`,
    );
    this.name = 'TimelineLongError';
    this.profileId = profileId;
  }
}

/** Throws TimelineBehindError, TimelineLongError. */
export async function recountTimeline(
  { timeline, timelineDays, remainingMilliseconds }: AdvanceDependencies,
  profile: Profile,
  backfill: Backfill,
  program: Program,
  now: number,
): Promise<Backfill> {
  const since = now - Math.min(queueDays, timelineDays) * DAY;
  const recounted = startRecount(profile, backfill.traits, program, { now, since });
  let count = 0;
  const ids = listProfileIds(profile);
  const named = new Set<string>();
  /** Two timelines of one person can have one touchpoint: docs/adr/0099. */
  const isRepeated = (touchpoint: Touchpoint): boolean => {
    if (ids.length === 1) return false;
    const before = named.size;
    return named.add(nameTouchpoint(touchpoint)).size === before;
  };
  for (const id of ids) {
    let cursor: string | undefined;
    let recent: readonly Touchpoint[] = [];
    do {
      if (count > 0 && remainingMilliseconds() < reserve) throw new TimelineLongError(profile.id, count);
      const page = await timeline.listTouchpoints(id, cursor);
      // Compare the time of the write: events of long ago are received at their own time.
      if (page.awaited.some((expiresAt) => expiresAt - timelineDays * DAY > since))
        throw new TimelineBehindError(profile.id);
      const known = new Set(recent.map(nameMoment));
      const fresh = page.touchpoints.filter((touchpoint) => !known.has(nameMoment(touchpoint)));
      for (const touchpoint of fresh) if (!isRepeated(touchpoint)) recounted.add(touchpoint);
      recent = listRecent([...recent, ...fresh]);
      count += fresh.length;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  if (!recounted.isComplete()) throw new TimelineBehindError(profile.id);
  return { ...backfill, computed: recounted.readStates() };
}

/** What a later page can have again. */
function listRecent(touchpoints: readonly Touchpoint[]): readonly Touchpoint[] {
  const newest = touchpoints.at(-1)?.occurredAt ?? 0;
  return touchpoints.filter(({ occurredAt }) => occurredAt >= newest - foldSpan);
}

function nameMoment({ occurredAt, id }: Touchpoint): string {
  return `${occurredAt}#${id}`;
}
