/** Which partition of the wake index a profile belongs to. */
import { hashToInteger } from '../engine/base/hash.ts';
import { wakeShardKey } from './keys.ts';

/**
 * Spreads profiles evenly over `shards` partitions. A larger number takes effect profile by profile, as each is
 * written; a smaller one would hide timers from the sweep and is not supported.
 */
export function chooseWakeShard(profileId: string, shards: number): string {
  return wakeShardKey(hashToInteger(profileId) % shards);
}
