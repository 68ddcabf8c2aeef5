/** The contact policy in force: kept beside the program's pointer, looked at every few seconds. */
import type { ProgramStore } from '../../../adapters/ports.ts';
import { loadProgram } from '../../../adapters/publishing/load-program.ts';
import type { PolicyDocument } from '../../../engine/documents.ts';

export interface PolicyCache {
  /** `now` in epoch ms. Throws only while no policy was ever read. */
  current(now: number): Promise<PolicyDocument>;
}

/** Milliseconds between two looks: half a read unit each. */
const checkEvery = 5_000;

/** Nothing published: the careful default, an explicit yes for everything promotional. */
const carefulPolicy: PolicyDocument = { kind: 'policy', id: 'none', status: 'live' };

export function createPolicyCache(programs: ProgramStore): PolicyCache {
  let held: { readonly policy: PolicyDocument; readonly hash: string } | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<PolicyDocument> | undefined;

  async function refresh(): Promise<PolicyDocument> {
    const current = await programs.readCurrent();
    if (held?.hash === current.hash) return held.policy;
    // A pointer that vanished is a mistake in the table: the last policy stays.
    if (current.version === 0) return held?.policy ?? carefulPolicy;
    // A pointer written before the policy stood beside it: once per version, the whole program.
    const policy = current.policy ?? (await loadProgram(programs, current)).policy;
    held = { policy, hash: current.hash };
    return policy;
  }

  return {
    async current(now) {
      // Absolute: a clock set back must not silence the checks.
      if (held !== undefined && Math.abs(now - checkedAt) < checkEvery) return held.policy;
      try {
        // Ten messages that ask at once share one read.
        refreshing ??= refresh().finally(() => {
          refreshing = undefined;
        });
        const policy = await refreshing;
        checkedAt = now;
        return policy;
      } catch (error) {
        if (held === undefined) throw error;
        return held.policy;
      }
    },
  };
}
