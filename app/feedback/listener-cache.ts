/** Which outcomes the program in force listens to, read from its pointer every few seconds. */

import type { ProgramReader } from '../ports/program-store.ts';
import { createPublishedCache, shareRefresh } from '../runtime/published-cache.ts';

export interface ListenerCache {
  /**
   * Whether a document of the program in force names the event (`Message Opened`). True where that is not known: nothing
   * is published, or the pointer is older than the list. `now` in epoch ms. Throws only if the pointer was never read.
   */
  isHeard(name: string, now: number): Promise<boolean>;
}

/** Milliseconds between two reads of the pointer: half a read unit each. */
const checkEvery = 5_000;

export function createListenerCache(programs: Pick<ProgramReader, 'readCurrent'>): ListenerCache {
  const cache = createPublishedCache(programs, async ({ listensTo }) =>
    listensTo === undefined ? undefined : new Set(listensTo),
  );

  const refresh = shareRefresh(cache);

  return {
    async isHeard(name, now) {
      if (!cache.isFresh(now, checkEvery)) await refresh(now);
      return cache.held?.value?.has(name) ?? true;
    },
  };
}
