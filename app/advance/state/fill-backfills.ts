/** Reads what a backfill needs of a person's timeline. */

import { DAY } from '../../../engine/base/time-units.ts';
import type { Program } from '../../../engine/compile/program.ts';
import { startRecount } from '../../../engine/decide/recount-traits.ts';
import type { Backfill, Input } from '../../../engine/model/decision.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

/** Longest that a queue keeps a touchpoint whose entry is not complete yet. */
const queueDays = 4;
/** Milliseconds kept back for deciding and publishing. */
const reserve = 10_000;

/** The timeline lacks something that the profile has counted: a redelivery is about to bring it. */
export class TimelineBehindError extends Error {
  readonly code = 'timeline_behind';
  readonly profileId: string;
  constructor(profileId: string) {
    super(`The timeline of profile ${profileId} is not complete yet. The backfill comes again.`);
    this.name = 'TimelineBehindError';
    this.profileId = profileId;
  }
}

/** The invocation is nearly over: cut off, it would take everybody else's work of the batch along. */
export class TimelineLongError extends Error {
  readonly code = 'timeline_long';
  readonly profileId: string;
  constructor(profileId: string, touchpoints: number) {
    super(
      `After ${touchpoints} touchpoints of profile ${profileId} the invocation is nearly over. The backfill comes again; if it ends in the dead-letter queue, the timeline is longer than one invocation can read.`,
    );
    this.name = 'TimelineLongError';
    this.profileId = profileId;
  }
}

/** Throws TimelineBehindError, TimelineLongError. Whoever writes the profile meanwhile makes its conditional write fail. */
export async function fillBackfills(
  dependencies: AdvanceDependencies,
  profile: Profile,
  inputs: readonly Input[],
  program: Program,
  now: number,
): Promise<readonly Input[]> {
  const filled: Input[] = [];
  for (const input of inputs) {
    const needsTimeline = input.kind === 'backfill' && input.traits.length > 0;
    filled.push(needsTimeline ? await recount(dependencies, profile, input, program, now) : input);
  }
  return filled;
}

async function recount(
  { timeline, timelineDays, remainingMilliseconds }: AdvanceDependencies,
  profile: Profile,
  backfill: Backfill,
  program: Program,
  now: number,
): Promise<Backfill> {
  const since = now - Math.min(queueDays, timelineDays) * DAY;
  const recounted = startRecount(profile, backfill.traits, program, { now, since });
  let cursor: string | undefined;
  let count = 0;
  do {
    if (count > 0 && remainingMilliseconds() < reserve) throw new TimelineLongError(profile.id, count);
    const page = await timeline.listTouchpoints(profile.id, cursor);
    // By when it was written: events of long ago are received as of then.
    if (page.awaited.some((expiresAt) => expiresAt - timelineDays * DAY > since))
      throw new TimelineBehindError(profile.id);
    for (const touchpoint of page.touchpoints) recounted.add(touchpoint);
    count += page.touchpoints.length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (!recounted.isComplete()) throw new TimelineBehindError(profile.id);
  return { ...backfill, computed: recounted.readStates() };
}
