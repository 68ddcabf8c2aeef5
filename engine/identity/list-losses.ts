/** What a merge has ended: instances of journeys, and waiting messages. */

import type { Merge } from '../model/decision.ts';
import type { Profile } from '../model/profile.ts';
import { listDropped } from './unite-held.ts';

/** `former`: the two profiles. */
export function listLosses(
  former: readonly Profile[],
  merged: Profile,
): Required<Pick<Merge, 'left' | 'dropped'>> {
  const kept = new Set(merged.journeys.map(({ instanceId }) => instanceId));
  return {
    // Of two instances of one journey and key, the one that was entered later.
    left: former.flatMap(({ id, journeys }) =>
      journeys.filter(({ instanceId }) => !kept.has(instanceId)).map((position) => [id, position] as const),
    ),
    dropped: former.flatMap(({ held }) => listDropped(held, merged)),
  };
}
