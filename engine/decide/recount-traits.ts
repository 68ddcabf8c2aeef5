/** Computed traits recomputed from a person's past events, as if they had always been defined. Pure. */

import type { Program } from '../compile/program.ts';
import { updateComputed } from '../facts/update-computed.ts';
import { type ComputedState, createProfile, type Profile } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { findSeen, hashTouchpoint } from './dedup-window.ts';
import { startDecision, startTurn } from './pending-decision.ts';

export interface Recount {
  /** In the order in which they occurred. */
  add(touchpoint: Touchpoint): void;
  /**
   * True once every touchpoint was added that the profile has recorded as counted: the timeline is written after
   * the profile, so for a moment it may lack the newest.
   */
  isComplete(): boolean;
  /** States of the requested traits; traits that counted nothing are absent. */
  readStates(): Readonly<Record<string, ComputedState>>;
}

/** What these touchpoints count, by trait. `now` in epoch milliseconds. */
export function countTouchpoints(
  touchpoints: readonly Touchpoint[],
  program: Program,
  now: number,
): Readonly<Record<string, ComputedState>> {
  const recount = startRecount(createProfile('', now), [...program.traits.keys()], program, {
    now,
    since: now,
  });
  for (const touchpoint of touchpoints) recount.add(touchpoint);
  return recount.readStates();
}

/** Times in epoch milliseconds; `since`: the timeline may no longer have what was received before. */
export function startRecount(
  profile: Profile,
  traits: readonly string[],
  program: Program,
  { now, since }: { readonly now: number; readonly since: number },
): Recount {
  const pending = startDecision(createProfile(profile.id, now), program, now);
  const missing = new Set(profile.processedEvents.filter(([, , receivedAt]) => receivedAt > since));
  return {
    add(touchpoint) {
      const { id, occurredAt } = touchpoint;
      updateComputed(
        startTurn(pending, { id, idTime: occurredAt, at: occurredAt, isLive: false }),
        touchpoint,
      );
      if (missing.size === 0) return;
      const seen = findSeen([...missing], hashTouchpoint(touchpoint));
      if (seen !== undefined) missing.delete(seen);
    },
    isComplete: () => missing.size === 0,
    readStates() {
      const { computed } = pending.profile;
      return Object.fromEntries(
        traits.flatMap((id) => {
          const state = Object.hasOwn(computed, id) ? computed[id] : undefined;
          return state === undefined ? [] : [[id, state] as const];
        }),
      );
    },
  };
}
