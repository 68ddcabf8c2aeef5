/** Temporary failures of an address: so many in a row mean that the mailbox is gone, as one permanent failure does. */
import { omitAbsent } from '../base/omit-absent.ts';
import type { SoftBounce } from '../model/address-statement.ts';
import type { BouncePolicy } from '../model/documents/deliverability-policy.ts';
import { type ParsedDuration, parseDuration, shiftByDuration } from '../time/duration.ts';

export interface CompiledBounceLimit {
  readonly limit: number;
  /** Older bounces do not count; all since the last delivery count when absent. */
  readonly within?: ParsedDuration;
}

export interface CompiledBounces {
  readonly soft: CompiledBounceLimit;
  readonly expired: CompiledBounceLimit;
}

/** A server that is down for days says less about the mailbox than a refusal. */
const defaults = { soft: 5, expired: 10 };

export function compileBounces({ soft, expired }: BouncePolicy = {}): CompiledBounces {
  const compile = (limits: BouncePolicy['soft'], fallback: number): CompiledBounceLimit => ({
    limit: limits?.limit ?? fallback,
    ...omitAbsent({ within: limits?.within === undefined ? undefined : parseDuration(limits.within) }),
  });
  return { soft: compile(soft, defaults.soft), expired: compile(expired, defaults.expired) };
}

/** `bounces`: those since the last delivery. `now` in epoch ms. */
export function isBouncedOut(
  bounces: readonly SoftBounce[],
  { soft, expired }: CompiledBounces,
  now: number,
): boolean {
  const isReached = ({ limit, within }: CompiledBounceLimit, counted: readonly SoftBounce[]) => {
    const after = within === undefined ? Number.NEGATIVE_INFINITY : shiftByDuration(now, within, -1);
    return counted.filter(({ at }) => at > after).length >= limit;
  };
  return (
    isReached(
      soft,
      bounces.filter(({ isExpired }) => isExpired !== true),
    ) ||
    isReached(
      expired,
      bounces.filter(({ isExpired }) => isExpired === true),
    )
  );
}
