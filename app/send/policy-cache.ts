/** The contact policy in force: kept beside the program's pointer, looked at every few seconds. */

import { type CompiledPolicy, compilePolicy } from '../../engine/policy/compile-policy.ts';
import type { CurrentProgram, ProgramReader } from '../ports/ports.ts';
import { loadProgram } from '../publish/load-program.ts';

export interface PolicyCache {
  /** An operator paused all messages. `now` in epoch ms. */
  isSendingPaused(now: number): Promise<boolean>;
  /**
   * `now` in epoch ms. Throws only while no policy was ever read. With `since` (epoch ms) the policy was read after that
   * moment; throws then when the table cannot be read now.
   */
  current(now: number, since?: number): Promise<CompiledPolicy>;
  /**
   * Whether the published program still has the campaign, for a message decided at `decidedAt` (both epoch ms). No is
   * said only after a look that came later than the decision: the campaign may be newer than the look before. Where
   * nothing is published, nothing was cancelled. The first question per version loads the program; throws when it cannot.
   */
  hasCampaign(id: string, decidedAt: number, now: number): Promise<boolean>;
}

interface Held {
  readonly policy: CompiledPolicy;
  readonly pointer: CurrentProgram;
  /** Ids of those not archived; loaded when first asked for, since few messages are a campaign's. */
  campaigns?: Promise<ReadonlySet<string>>;
}

/** Milliseconds between two looks: half a read unit each. */
const checkEvery = 5_000;

/** Nothing published: the careful default, an explicit yes for everything promotional. */
const carefulPolicy = compilePolicy({ kind: 'policy', id: 'none', status: 'live' });

export function createPolicyCache(programs: ProgramReader): PolicyCache {
  let held: Held | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | undefined;

  async function refresh(consistent: boolean): Promise<void> {
    const pointer = await programs.readCurrent({ consistent });
    // A pointer that vanished is a mistake in the table: the last policy stays.
    if (held?.pointer.hash === pointer.hash || pointer.version === 0) return;
    const { policy } = pointer;
    held = { policy: policy === undefined ? carefulPolicy : compilePolicy(policy), pointer };
  }

  async function look(now: number): Promise<void> {
    try {
      // Ten messages that ask at once share one read.
      refreshing ??= refresh(false).finally(() => {
        refreshing = undefined;
      });
      await refreshing;
      checkedAt = now;
    } catch (error) {
      if (held === undefined) throw error;
    }
  }

  /** Before somebody is refused by what may be newer than the last look. A cheap read could miss it again. */
  async function lookClosely(now: number): Promise<void> {
    await refresh(true);
    checkedAt = now;
  }

  /** Absolute: a clock set back must not silence the checks. */
  const isFresh = (now: number) => held !== undefined && Math.abs(now - checkedAt) < checkEvery;

  async function knowsCampaign(id: string): Promise<boolean> {
    if (held === undefined) return true;
    const asked = held;
    asked.campaigns ??= loadProgram(programs, asked.pointer)
      .then(({ campaigns }) => listOpen(campaigns))
      .catch((error: unknown) => {
        delete asked.campaigns;
        throw error;
      });
    return (await asked.campaigns).has(id);
  }

  return {
    async isSendingPaused(now) {
      if (!isFresh(now)) await look(now);
      return held?.pointer.isSendingPaused === true;
    },
    async current(now, since) {
      if (since !== undefined && checkedAt <= since) await lookClosely(now);
      else if (!isFresh(now)) await look(now);
      return held?.policy ?? carefulPolicy;
    },
    async hasCampaign(id, decidedAt, now) {
      if (!isFresh(now)) await look(now);
      if (await knowsCampaign(id)) return true;
      if (checkedAt > decidedAt) return false;
      await lookClosely(now);
      return knowsCampaign(id);
    },
  };
}

function listOpen(
  campaigns: readonly { readonly id: string; readonly status: string }[],
): ReadonlySet<string> {
  return new Set(campaigns.filter(({ status }) => status !== 'archived').map(({ id }) => id));
}
