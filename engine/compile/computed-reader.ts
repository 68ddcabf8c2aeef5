/** Makes the reader of computed traits for the conditions of a program. */
import type { ComputedReader } from '../conditions/profile-shape.ts';
import { findZone } from '../policy/find-zone.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';
import { readTrait } from '../traits/read-trait.ts';
import type { Definitions } from '../turn/definitions.ts';

/** `traits` may be filled later, before anything is evaluated. `thresholds`: values at which a change matters. */
export function createComputedReader(
  traits: ReadonlyMap<string, CompiledTrait>,
  { policy, topicPurposes }: Pick<Definitions, 'policy' | 'topicPurposes'>,
  thresholds?: readonly number[],
): ComputedReader {
  return {
    topicPurposes,
    zoneOf: (profile) => findZone(profile, policy).zone,
    read(profile, id, now) {
      const trait = traits.get(id);
      const state = Object.hasOwn(profile.computed, id) ? profile.computed[id] : undefined;
      return trait === undefined || state === undefined ? undefined : readTrait(state, trait.document, now);
    },
    changesAt(profile, id, now) {
      const trait = traits.get(id);
      const state = Object.hasOwn(profile.computed, id) ? profile.computed[id] : undefined;
      if (trait === undefined || state === undefined) return undefined;
      return trait.aggregator.changesAt(state, trait.document.within, now, thresholds);
    },
  };
}
