/** The journeys of two profiles of one person: an instance per journey and key, the one that was entered first. */

import type { EntryCount, JourneyPosition } from '../model/journey-position.ts';
import { maxLeft, maxPositions } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';

export interface UnitedJourneys {
  readonly journeys: readonly JourneyPosition[];
  readonly journeyEntries: Profile['journeyEntries'];
  readonly recentExits: Profile['recentExits'];
}

/**
 * Instances that end by it are recent exits: their messages are no longer sent. `ending`: instances that the next turn
 * ends; none is given up for them. `now` in epoch ms.
 */
export function uniteJourneys(
  left: Profile,
  right: Profile,
  now: number,
  ending: ReadonlySet<string>,
): UnitedJourneys {
  const journeys: JourneyPosition[] = [];
  const ended: JourneyPosition[] = [];
  const all = [...left.journeys, ...right.journeys].sort(comparePositions);
  for (const position of all.filter(({ instanceId }) => !ending.has(instanceId))) {
    const isRepeated = journeys.some(
      ({ journey, key }) => journey === position.journey && key === position.key,
    );
    (isRepeated || journeys.length === maxPositions ? ended : journeys).push(position);
  }
  const exits = [...left.recentExits, ...right.recentExits].sort(([, at], [, other]) => at - other);
  return {
    journeys: [...journeys, ...all.filter(({ instanceId }) => ending.has(instanceId))],
    journeyEntries: uniteEntries(left.journeyEntries, right.journeyEntries),
    recentExits: [...exits, ...ended.map(({ instanceId }) => [instanceId, now] as const)].slice(-maxLeft),
  };
}

/** Each profile counted entries of its own. */
function uniteEntries(
  left: Profile['journeyEntries'],
  right: Profile['journeyEntries'],
): Record<string, EntryCount> {
  const united = { ...left };
  for (const [name, [times, lastAt]] of Object.entries(right)) {
    const [known, latest] = (Object.hasOwn(united, name) ? united[name] : undefined) ?? [0, lastAt];
    united[name] = [known + times, Math.max(latest, lastAt)];
  }
  return united;
}

function comparePositions(left: JourneyPosition, right: JourneyPosition): number {
  return left.enteredAt - right.enteredAt || (left.instanceId < right.instanceId ? -1 : 1);
}
