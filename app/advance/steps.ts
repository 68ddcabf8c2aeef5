/** The visible steps of advancing one profile. A test can put a wrong one in their place and must then fail. */

import { expireAfter } from '../../engine/base/time-units.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide as decideNext } from '../../engine/decide/decide.ts';
import { mayHaveFallenOut } from '../../engine/decide/dedup-window.ts';
import type { Decision, Input } from '../../engine/model/decision.ts';
import type { KnownCounts } from '../../engine/model/entry-archive.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { makeEntry, type Publication, planHealing } from './publication/publication.ts';
import { publishAll } from './publication/publish.ts';

export interface AdvanceSteps {
  /** 1. The stored state, or a person never stored before (version 0). */
  load(
    dependencies: AdvanceDependencies,
    profileId: string,
    now: number,
    consistent: boolean,
  ): Promise<Profile>;
  /** 1b. Publishes what a crashed invocation left in the outbox; the state without it. */
  heal(dependencies: AdvanceDependencies, profile: Profile, now: number): Promise<Profile>;
  /** 1c. Leaves out inputs that were counted so long ago that only the timeline knows; completes what it has of them. */
  dropCounted(
    dependencies: AdvanceDependencies,
    profile: Profile,
    inputs: readonly Input[],
    now: number,
  ): Promise<readonly Input[]>;
  /** 2. Pure. */
  decide(
    profile: Profile,
    inputs: readonly Input[],
    program: Program,
    now: number,
    known?: KnownCounts,
  ): Decision;
  /** 3. One conditional write. Throws ProfileConflictError, ProfileTooLargeError. */
  save(dependencies: AdvanceDependencies, profile: Profile): Promise<void>;
  /** 4. Tells the world. Publications that failed, with their errors. */
  publish(
    dependencies: AdvanceDependencies,
    publications: readonly Publication[],
    now: number,
  ): Promise<ReadonlyMap<Publication, unknown>>;
  /** 4b. Confirms that the outbox is out. */
  clear(dependencies: AdvanceDependencies, publication: Publication): Promise<void>;
}

export const advanceSteps: AdvanceSteps = {
  async load({ profiles }, profileId, now, consistent) {
    return (await profiles.load(profileId, { consistent })) ?? createProfile(profileId, now);
  },

  async heal(dependencies, profile, now) {
    if (profile.outbox.length === 0) return profile;
    dependencies.telemetry.count('HealedOutboxes');
    const publication = planHealing(profile.id, profile.version, profile.outbox);
    const failures = await publishAll(dependencies, [publication], now);
    if (failures.size > 0) throw failures.get(publication);
    return { ...profile, outbox: [] };
  },

  async dropCounted({ timeline, timelineDays }, profile, inputs, now) {
    const kept: Input[] = [];
    for (const input of inputs) {
      const touchpoint = input.kind === 'touchpoint' ? input.touchpoint : undefined;
      const found =
        touchpoint !== undefined && mayHaveFallenOut(profile, touchpoint)
          ? await timeline.findEntry(profile.id, touchpoint.occurredAt, touchpoint.id)
          : undefined;
      if (touchpoint === undefined || found === undefined) kept.push(input);
      // Healed from an outbox, and out of the window since: nobody else would bring the rest.
      else if (found === 'decided') {
        const expiresAt = expireAfter(now, timelineDays);
        await timeline.restoreEntry(makeEntry(profile.id, touchpoint), expiresAt);
      }
    }
    return kept;
  },

  decide: decideNext,

  save: ({ profiles }, profile) => profiles.save(profile),

  publish: publishAll,

  async clear({ profiles }, { profileId, version, hasOutbox }) {
    // False is fine: somebody wrote since, and published this outbox before doing so.
    if (hasOutbox) await profiles.clearOutbox(profileId, version);
  },
};
