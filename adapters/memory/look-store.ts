/** Looks at people in memory: for tests. */
import type { Look, LookStore } from '../../app/ports/looks.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';

export function createMemoryLookStore(): LookStore {
  const kept = new Map<string, Look>();
  const list = (isWanted: (look: Look) => boolean) =>
    [...kept.values()]
      .filter(isWanted)
      .sort((left, right) => right.at - left.at || (left.id < right.id ? 1 : -1));
  return {
    record: async (look) => void kept.set(`${look.profileId ?? ''} ${look.at} ${look.id}`, look),
    listOf: async (profileId) => ({ looks: list((look) => look.profileId === profileId) }),
    listBy: async (looker, day) => ({
      looks: list((look) => look.by.id === looker && formatUtcDay(look.at) === day),
    }),
  };
}
