/**
 * How often a rule may fire for one person. `fired` holds the number of times and the last time; for several firings in a
 * sliding window, its entries are kept beside the computed traits under `fired:<rule>`, exact up to 64.
 */

import type { ComputedState } from '../model/profile.ts';
import { addToWindow, sumWindow } from '../traits/window.ts';
import { isInWindow } from '../traits/window-bounds.ts';
import type { Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';
import type { CompiledRule } from './compiled-rule.ts';

export const firedPrefix = 'fired:';

export function isLimitReached(turn: Turn, rule: CompiledRule): boolean {
  const { limit } = rule;
  if (limit === undefined) return false;
  if (limit.within !== undefined && limit.times > 1) {
    return sumWindow(readWindow(turn, rule), limit.within, turn.now).count >= limit.times;
  }
  const fired = Object.hasOwn(turn.profile.ruleFirings, rule.id)
    ? turn.profile.ruleFirings[rule.id]
    : undefined;
  if (fired === undefined) return false;
  if (limit.within !== undefined) return isInWindow(fired[1], limit.within, turn.now);
  return fired[0] >= limit.times;
}

/** Nothing is kept for a rule without limit. */
export function countFired(turn: Turn, rule: CompiledRule): void {
  const { limit } = rule;
  if (limit === undefined) return;
  const fired = writeRecord(turn, 'ruleFirings');
  const times = Object.hasOwn(fired, rule.id) ? (fired[rule.id]?.[0] ?? 0) : 0;
  fired[rule.id] = [times + 1, turn.now];
  if (limit.within === undefined || limit.times === 1) return;
  const window = addToWindow(readWindow(turn, rule), turn.now, 1, 0, limit.within, turn.now);
  const computed = writeRecord(turn, 'computed');
  computed[windowKey(rule)] = { window };
}

function readWindow(turn: Turn, rule: CompiledRule): NonNullable<ComputedState['window']> {
  return turn.profile.computed[windowKey(rule)]?.window ?? [];
}

function windowKey(rule: CompiledRule): string {
  return firedPrefix + rule.id;
}
