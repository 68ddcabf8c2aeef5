/** The contact policy in force. It is stored in the program's pointer, which is read every few seconds. */

import { defaultPolicy } from '../../engine/model/documents/policy-document.ts';
import { type CompiledPolicy, compilePolicy } from '../../engine/policy/compile-policy.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadProgram } from '../publish/load-program.ts';
import { createPublishedCache, shareRefresh } from '../runtime/published-cache.ts';

export interface PolicyCache {
  /** An operator paused all messages. `now` in epoch ms. */
  isSendingPaused(now: number): Promise<boolean>;
  /** Promotional email from this domain is paused. `now` in epoch ms. */
  isDomainPaused(domain: string, now: number): Promise<boolean>;
  /**
   * `now` in epoch ms. Throws only if no policy was ever read. With `since` (epoch ms), the policy is read after that
   * moment, and the call throws if the table cannot be read now.
   */
  current(now: number, since?: number): Promise<CompiledPolicy>;
  /**
   * Whether the published program still has the campaign, for a message decided at `decidedAt` (both epoch ms). False
   * only if the program was read after the decision: the campaign may be newer than an earlier read. Where nothing is
   * published, nothing was cancelled. The first call per version loads the program; throws when it cannot.
   */
  hasCampaign(id: string, decidedAt: number, now: number): Promise<boolean>;
}

interface PolicyInForce {
  readonly policy: CompiledPolicy;
  /** Ids of the campaigns that are not archived; loaded on first use, since few messages belong to a campaign. */
  campaigns?: Promise<ReadonlySet<string>>;
}

/** Milliseconds between two reads of the pointer: half a read unit each. */
const checkEvery = 5_000;

/** While nothing is published: the careful default, which requires an explicit yes for everything promotional. */
const carefulPolicy = compilePolicy(defaultPolicy);

export function createPolicyCache(programs: ProgramReader): PolicyCache {
  const cache = createPublishedCache(
    programs,
    async ({ policy, purposeNeeds }): Promise<PolicyInForce> => ({
      policy: policy === undefined ? carefulPolicy : compilePolicy(policy, purposeNeeds),
    }),
  );

  const refresh = shareRefresh(cache);
  const isFresh = (now: number) => cache.held !== undefined && cache.isFresh(now, checkEvery);

  /** A consistent read before a message is refused: an eventually consistent one could miss the newest state again. */
  async function refreshConsistently(now: number): Promise<void> {
    await cache.read({ consistent: true });
    cache.markChecked(now);
  }

  async function knowsCampaign(id: string): Promise<boolean> {
    if (cache.held === undefined) return true;
    const { pointer, value } = cache.held;
    value.campaigns ??= loadProgram(programs, pointer)
      .then(({ campaigns }) => listOpen(campaigns))
      .catch((error: unknown) => {
        delete value.campaigns;
        throw error;
      });
    return (await value.campaigns).has(id);
  }

  return {
    async isSendingPaused(now) {
      if (!isFresh(now)) await refresh(now);
      return cache.held?.pointer.isSendingPaused === true;
    },
    async isDomainPaused(domain, now) {
      if (!isFresh(now)) await refresh(now);
      return cache.held?.pointer.pausedDomains?.includes(domain) === true;
    },
    async current(now, since) {
      if (since !== undefined && cache.checkedAt <= since) await refreshConsistently(now);
      else if (!isFresh(now)) await refresh(now);
      return cache.held?.value.policy ?? carefulPolicy;
    },
    async hasCampaign(id, decidedAt, now) {
      if (!isFresh(now)) await refresh(now);
      if (await knowsCampaign(id)) return true;
      if (cache.checkedAt > decidedAt) return false;
      await refreshConsistently(now);
      return knowsCampaign(id);
    },
  };
}

function listOpen(
  campaigns: readonly { readonly id: string; readonly status: string }[],
): ReadonlySet<string> {
  return new Set(campaigns.filter(({ status }) => status !== 'archived').map(({ id }) => id));
}
