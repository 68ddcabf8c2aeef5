/** The ways out of steps: where each leads, where it is written, and whether time passes on it. */

import { MINUTE } from '../../base/time-units.ts';
import type { WaitForStep, WaitStep } from '../../model/documents/journey-document.ts';
import { parseDuration } from '../../time/duration.ts';
import type { PathSegment } from '../problems/problem.ts';

export interface Way {
  readonly target: string;
  /** Below the step: `['branches', 0, 'next']`. */
  readonly at: readonly PathSegment[];
  /** At least a minute passes on it in any case. */
  readonly isSlow: boolean;
  /** An event, or a change of a segment, moves waiting people along this way, also while the journey is paused. */
  readonly isBySignal: boolean;
}

export function lead(target: string, at: Way['at'], { isSlow = false, isBySignal = false } = {}): Way {
  return { target, at, isSlow, isBySignal };
}

export function leadToNext({ next }: { readonly next: string }): readonly Way[] {
  return [lead(next, ['next'])];
}

/** A moment or a date of the person may be past: then there is no wait. The next 09:00 is always in the future. */
export function listWaitWays(step: WaitStep): readonly Way[] {
  const isSlow = 'for' in step ? isLong(step.for) : 'untilTime' in step;
  const otherwise = 'otherwise' in step ? step.otherwise : undefined;
  const next = lead(step.next, ['next'], { isSlow });
  return otherwise === undefined ? [next] : [next, lead(otherwise, ['otherwise'])];
}

/** A branch may match at once. */
export function listWaitForWays({ branches, timeout }: WaitForStep): readonly Way[] {
  return [
    ...branches.map(({ next }, index) => lead(next, ['branches', index, 'next'], { isBySignal: true })),
    lead(timeout.next, ['timeout', 'next'], { isSlow: isLong(timeout.after) }),
  ];
}

function isLong(text: string): boolean {
  const duration = parseDuration(text);
  return duration !== undefined && (duration.months > 0 || duration.milliseconds >= MINUTE);
}
