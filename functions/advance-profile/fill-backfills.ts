/** Step 1d: reads what a backfill needs of somebody's timeline. */
import { startRecount } from '../../engine/campaigns/recount-traits.ts';
import type { Backfill, Input } from '../../engine/decision.ts';
import type { Profile } from '../../engine/profile.ts';
import type { Program } from '../../engine/program.ts';
import type { AdvanceDependencies } from './dependencies.ts';

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

/** Throws TimelineBehindError. Whoever writes the profile meanwhile makes its conditional write fail. */
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
  { timeline }: AdvanceDependencies,
  profile: Profile,
  backfill: Backfill,
  program: Program,
  now: number,
): Promise<Backfill> {
  const recounted = startRecount(profile, backfill.traits, program, now);
  let cursor: string | undefined;
  do {
    const page = await timeline.listTouchpoints(profile.id, cursor);
    for (const touchpoint of page.touchpoints) recounted.add(touchpoint);
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (!recounted.isComplete()) throw new TimelineBehindError(profile.id);
  return { ...backfill, computed: recounted.readStates() };
}
