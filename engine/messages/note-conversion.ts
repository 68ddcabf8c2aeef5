/**
 * Conversions: a person who does what a message is for, in time after it, counts as converted, once per message. The
 * messages that convert by one event share its credit.
 */

import { omitAbsent } from '../base/omit-absent.ts';
import type { AttributionModel } from '../model/documents/policy-document.ts';
import type { SendMessage } from '../model/effects.ts';
import { latestConversion, maxTouches } from '../model/limits.ts';
import type { Touch } from '../model/touch.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { ConversionTerms } from '../policy/compile-conversion.ts';
import { addDuration } from '../time/duration.ts';
import { addTrace, type Turn } from '../turn/turn.ts';

/** A message was sent: from now on its conversion is tracked. The newest few are remembered. */
export function awaitConversion(turn: Turn, message: SendMessage): void {
  const { origin, template, step, variant, locale } = message;
  const { policy, conversions } = turn.program;
  const isTracked =
    conversions.has(origin) || (message.class === 'promotional' && policy.conversion !== undefined);
  if (!isTracked) return;
  const touch = { origin, at: turn.now, template, step, variant, locale };
  const touches = [
    ...turn.profile.touches,
    omitAbsent<Touch>({ ...touch, convertedAt: undefined, credit: undefined }),
  ];
  turn.profile.touches = touches.slice(-maxTouches);
  turn.hasChanged = true;
}

/**
 * The time of occurrence counts: an event that arrives late counts, one that occurred before the message does not. A
 * message converts by the earliest event in its window. If an earlier one arrives later, the message moves to it and
 * the credit of both events is shared again, so that the order of arrival changes no sum. A message is remembered for
 * some time after its window, independent of other arrivals.
 */
export function noteConversions(turn: Turn, { name, occurredAt }: Touchpoint): void {
  const { touches } = turn.profile;
  if (touches.length === 0) return;
  const kept = touches.filter((touch) => !isForgotten(turn, touch));
  const isReached = (touch: Touch): boolean =>
    findTerms(turn, touch)?.event === name &&
    occurredAt >= touch.at &&
    occurredAt <= findEnd(turn, touch) &&
    occurredAt < (touch.convertedAt ?? Number.POSITIVE_INFINITY);
  const reached = new Set(kept.filter(isReached));
  if (reached.size === 0) {
    if (kept.length < touches.length) turn.profile.touches = kept;
    return;
  }
  const changed = new Set([occurredAt, ...[...reached].map(({ convertedAt }) => convertedAt)]);
  const moved = kept.map((touch) => (reached.has(touch) ? { ...touch, convertedAt: occurredAt } : touch));
  const isShared = (touch: Touch): boolean =>
    touch.convertedAt !== undefined &&
    changed.has(touch.convertedAt) &&
    findTerms(turn, touch)?.event === name;
  const groups = Map.groupBy(moved.filter(isShared), ({ convertedAt }) => convertedAt);
  turn.profile.touches = moved.map((touch, index) => {
    const group = isShared(touch) ? groups.get(touch.convertedAt) : undefined;
    if (group === undefined) return touch;
    const shares = shareCredit(group.length, turn.program.policy.attribution);
    const credit = shares[group.indexOf(touch)] ?? 0;
    traceConversion(turn, name, touch, {
      isFirst: kept[index]?.convertedAt === undefined,
      credit: credit - (touch.credit ?? 0),
    });
    const { credit: _before, ...rest } = touch;
    return { ...rest, ...omitAbsent({ credit: credit === 0 ? undefined : credit }) };
  });
}

function traceConversion(
  turn: Turn,
  note: string,
  { origin, template, step, variant, locale }: Touch,
  { isFirst, credit }: { readonly isFirst: boolean; readonly credit: number },
): void {
  if (!isFirst && credit === 0) return;
  addTrace(turn, origin, 'convert', isFirst ? 'converted' : 'credit_moved', {
    note,
    ...omitAbsent({ step, credit: credit === 0 ? undefined : credit }),
    touch: omitAbsent({ template, variant, locale }),
  });
}

/** Hundredths for each of `count` touches, the oldest first; together 100. */
export function shareCredit(count: number, model: AttributionModel): readonly number[] {
  if (count === 0) return [];
  if (model === 'last-touch') return [...Array.from({ length: count - 1 }, () => 0), 100];
  if (count <= 2) return Array.from({ length: count }, () => 100 / count);
  const between = count - 2;
  const middle = Array.from({ length: between }, (_, index) => {
    // The remainder goes to the oldest of them, so that the sum is exact.
    return Math.floor(20 / between) + (index < 20 % between ? 1 : 0);
  });
  return [40, ...middle, 40];
}

/** What the rule, journey or campaign declares, otherwise the policy. */
function findTerms({ program }: Turn, { origin }: Touch): ConversionTerms | undefined {
  return program.conversions.get(origin) ?? program.policy.conversion;
}

/** The end of its window (epoch ms). */
function findEnd(turn: Turn, touch: Touch): number {
  const terms = findTerms(turn, touch);
  return terms === undefined ? Number.NEGATIVE_INFINITY : addDuration(touch.at, terms.within);
}

/** No event that arrives from now on can have occurred in its window. */
function isForgotten(turn: Turn, touch: Touch): boolean {
  const end = findEnd(turn, touch);
  if (!Number.isFinite(end)) return true;
  return turn.now > end + Math.max(latestConversion, addDuration(end, turn.program.policy.liveWithin) - end);
}
