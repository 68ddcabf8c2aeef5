/** Takes a message's share of the day's limits: the warm-up of its sending domain, and the ceilings of SMS. */
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import type { SmsBill } from '../../engine/channels/sms-prices.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { HoldReason } from '../../engine/model/reason-codes.ts';
import type { CompiledPolicy } from '../../engine/policy/compile-policy.ts';
import { listSmsShares } from '../../engine/policy/sms-ceilings.ts';
import { findSlot, findWarmUpDay, startOfUtcDay } from '../../engine/policy/warm-up.ts';
import type { SendingAllowance } from '../ports/sending-allowance.ts';
import { createDailyShares, type DailyShare } from './daily-shares.ts';
import type { Waiting } from './sending.ts';

/** What a message counts for. */
export interface ShareUse {
  /** Of email: the domain that sends it. */
  readonly domain?: string | undefined;
  /** Of SMS. */
  readonly bill?: SmsBill | undefined;
}

/** Created once per process. `now` in epoch ms. Undefined = no limit applies. */
export type ClaimShare = (
  message: SendMessage,
  use: ShareUse,
  policy: Pick<CompiledPolicy, 'warmUp' | 'sms'>,
  now: number,
) => Promise<Waiting | Share | undefined>;

/** The message may be sent now. */
export interface Share {
  readonly kind: 'taken';
  /** The message was not sent: the next one of this process takes its share. */
  giveBack(): void;
}

export function createShareClaims(allowance: SendingAllowance): ClaimShare {
  const daily = createDailyShares(allowance);
  return async (message, use, policy, now) => {
    if (message.class !== 'promotional' || message.isTest === true) return undefined;
    const { shares, reason } = listShares(use, policy, now);
    if (shares.length === 0) return undefined;
    const dayStart = startOfUtcDay(now);
    const wait = (until: number): Waiting => ({ kind: 'waiting', until, reason });
    const opens = findSlot(dayStart, message.priority);
    if (now < opens) return wait(opens);
    const taken: DailyShare[] = [];
    const giveBack = () => taken.forEach(daily.giveBack);
    for (const share of shares) {
      if (await daily.claim(share)) taken.push(share);
      else {
        giveBack();
        return wait(findSlot(dayStart + DAY, message.priority));
      }
    }
    return { kind: 'taken', giveBack };
  };
}

function listShares(
  { domain, bill }: ShareUse,
  policy: Pick<CompiledPolicy, 'warmUp' | 'sms'>,
  now: number,
): { readonly shares: readonly DailyShare[]; readonly reason: HoldReason } {
  const day = formatUtcDay(now);
  if (bill !== undefined) {
    const shares = listSmsShares(policy.sms, bill).map(({ name, ceiling, amount }) => ({
      name,
      day,
      ceiling,
      amount,
    }));
    return { shares, reason: 'held_by_daily_limit' };
  }
  const warmUp = domain === undefined ? undefined : findWarmUpDay(policy.warmUp, domain, now);
  const shares = warmUp === undefined ? [] : [{ name: domain ?? '', ...warmUp, amount: 1 }];
  return { shares, reason: 'held_by_warm_up' };
}
