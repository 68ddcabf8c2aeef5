/** Since when a person is in a segment. */
import type { Profile } from '../model/profile.ts';

export interface Membership {
  /** Epoch milliseconds. */
  readonly since: number;
  /** The person was in it already when the definition was published or backfilled: nothing was triggered. */
  readonly isFromBefore: boolean;
}

/** Undefined = not in it. */
export function readMembership({ segments }: Pick<Profile, 'segments'>, id: string): Membership | undefined {
  const since = Object.hasOwn(segments, id) ? segments[id] : undefined;
  return since === undefined ? undefined : { since: Math.abs(since), isFromBefore: since < 0 };
}
