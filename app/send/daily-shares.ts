/** Takes shares of a day's limits in blocks that this process uses up, so that most messages cost no write. */
import type { SendingAllowance } from '../ports/sending-allowance.ts';

/** What one message takes of one limit. */
export interface DailyShare {
  /** Of the counter: a domain, or `sms:parts`. */
  readonly name: string;
  /** UTC, `2026-12-01`. */
  readonly day: string;
  readonly ceiling: number;
  /** At least 1: emails, parts, millicents. */
  readonly amount: number;
}

export interface DailyShares {
  /** False: less than this is left of the day. */
  claim(share: DailyShare): Promise<boolean>;
  /** It was not used: the next message of this process takes it. */
  giveBack(share: DailyShare): void;
}

/** A block is at most a hundredth of the ceiling: what a process leaves unused when it ends is little. */
const blocks = 100;
/** Messages of a block. */
const largestBlock = 50;

interface Left {
  readonly day: string;
  /** Taken and not used yet. */
  count: number;
  /** So much more is not left; a ceiling that the policy raises today is found by a new process, or tomorrow. */
  missing: number;
}

export function createDailyShares(allowance: SendingAllowance): DailyShares {
  /** Of the newest day, by name. */
  const left = new Map<string, Left>();

  async function claim({ name, day, ceiling, amount }: DailyShare): Promise<boolean> {
    const known = left.get(name);
    const state = known?.day === day ? known : { day, count: 0, missing: Number.POSITIVE_INFINITY };
    left.set(name, state);
    if (state.count >= amount) {
      state.count -= amount;
      return true;
    }
    const needed = amount - state.count;
    if (needed >= state.missing) return false;
    // What is left in this process is used up now; should the claim fail, it is left again.
    state.count -= amount - needed;
    const block = Math.max(needed, Math.min(largestBlock * amount, Math.floor(ceiling / blocks)));
    const first = await allowance.claim(name, day, ceiling, block);
    const rest = Math.min(block, ceiling - first.taken);
    const { isTaken } =
      first.isTaken || rest < needed ? first : await allowance.claim(name, day, ceiling, rest);
    if (isTaken) state.count += (first.isTaken ? block : rest) - needed;
    else {
      state.count += amount - needed;
      state.missing = Math.min(state.missing, needed);
    }
    return isTaken;
  }

  return {
    claim,
    // A share of a day that is over is worth nothing.
    giveBack({ name, day, amount }) {
      const state = left.get(name);
      if (state?.day === day) state.count += amount;
    },
  };
}
