/** The partition of the wake index for a profile. */
import { hashToInteger } from '../engine/base/hash.ts';
import { wakeShardKey } from './keys.ts';

/**
 * Spreads profiles evenly over `shards` partitions. A higher number takes effect profile by profile, when each is
 * written; a lower one would hide timers from the sweep and is not supported.
 */
export function chooseWakeShard(profileId: string, shards: number): string {
  return wakeShardKey(hashToInteger(profileId) % shards);
}
