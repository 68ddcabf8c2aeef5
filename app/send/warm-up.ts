/** Takes a message's share of the day's ceiling of its sending domain, in blocks that this process uses up. */
import { DAY } from '../../engine/base/time-units.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { CompiledPolicy } from '../../engine/policy/compile-policy.ts';
import { findSlot, findWarmUpDay, startOfUtcDay, type WarmUpDay } from '../../engine/policy/warm-up.ts';
import type { SendingAllowance } from '../ports/sending-allowance.ts';
import type { Waiting } from './sending.ts';

/** Created once per process. `now` in epoch ms. Undefined = no ceiling applies. */
export type ClaimShare = (
  message: SendMessage,
  domain: string | undefined,
  policy: Pick<CompiledPolicy, 'warmUp'>,
  now: number,
) => Promise<Waiting | Share | undefined>;

/** The message may be sent now. */
export interface Share {
  readonly kind: 'taken';
  /** The message was not sent: the next one of this process takes its share. */
  giveBack(): void;
}

/** A block is at most a hundredth of the ceiling: what a process leaves unused when it ends is little. */
const blocks = 100;
const largestBlock = 50;

export function createWarmUp(allowance: SendingAllowance): ClaimShare {
  /** Of the newest day, by domain: taken and not used yet. */
  const left = new Map<string, { readonly day: string; count: number; isExhausted: boolean }>();

  async function claimOne(domain: string, { day, ceiling }: WarmUpDay): Promise<boolean> {
    const known = left.get(domain);
    const state = known?.day === day ? known : { day, count: 0, isExhausted: false };
    left.set(domain, state);
    if (state.count > 0) {
      state.count -= 1;
      return true;
    }
    if (state.isExhausted) return false;
    const block = Math.max(1, Math.min(largestBlock, Math.floor(ceiling / blocks)));
    const first = await allowance.claim(domain, day, ceiling, block);
    const rest = Math.min(block, ceiling - first.taken);
    const { isTaken } = first.isTaken || rest < 1 ? first : await allowance.claim(domain, day, ceiling, rest);
    // A ceiling that the policy raises today is found by a new process, or tomorrow.
    if (!isTaken) state.isExhausted = true;
    else state.count += (first.isTaken ? block : rest) - 1;
    return isTaken;
  }

  /** A share of a day that is over is worth nothing. */
  function giveBack(domain: string, { day }: WarmUpDay): void {
    const state = left.get(domain);
    if (state?.day === day) state.count += 1;
  }

  return async (message, domain, policy, now) => {
    if (domain === undefined || message.class !== 'promotional' || message.isTest === true) return undefined;
    const day = findWarmUpDay(policy.warmUp, domain, now);
    if (day === undefined) return undefined;
    const dayStart = startOfUtcDay(now);
    const wait = (until: number): Waiting => ({ kind: 'waiting', until, reason: 'held_by_warm_up' });
    const opens = findSlot(dayStart, message.priority);
    if (now < opens) return wait(opens);
    if (!(await claimOne(domain, day))) return wait(findSlot(dayStart + DAY, message.priority));
    return { kind: 'taken', giveBack: () => giveBack(domain, day) };
  };
}
