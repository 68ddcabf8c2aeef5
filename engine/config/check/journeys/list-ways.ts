/** The ways out of a step: where each leads, where it is written, and whether time passes on it. */
import { MINUTE } from '../../../base/time-units.ts';
import type { JourneyDocument, JourneyStep, WaitStep } from '../../../model/documents/journey-document.ts';
import { parseDuration } from '../../../time/duration.ts';
import type { PathSegment } from '../../problems/problem.ts';

export interface Way {
  readonly target: string;
  /** Below the step: `['branches', 0, 'next']`. */
  readonly at: readonly PathSegment[];
  /** At least a minute goes by, whatever happens meanwhile. */
  readonly isSlow: boolean;
}

export function listWays(step: JourneyStep): Way[] {
  switch (step.type) {
    case 'end':
      return [];
    case 'wait':
      return listWaitWays(step);
    case 'waitFor':
      // What a branch waits for may come at once.
      return [
        ...step.branches.map(({ next }, index) => lead(next, ['branches', index, 'next'])),
        lead(step.timeout.next, ['timeout', 'next'], isLong(step.timeout.after)),
      ];
    case 'branch':
      return [
        ...step.branches.map(({ next }, index) => lead(next, ['branches', index, 'next'])),
        lead(step.default, ['default']),
      ];
    case 'split':
      return step.paths.map(({ next }, index) => lead(next, ['paths', index, 'next']));
    default:
      return [lead(step.next, ['next'])];
  }
}

/** Ids of the steps that people can come to. */
export function listReachable({ start, steps }: JourneyDocument): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const step = Object.hasOwn(steps, id) ? steps[id] : undefined;
    if (step === undefined || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...listWays(step).map(({ target }) => target));
  }
  return reached;
}

/** A moment, or a date of the person's, may be over: then nobody waits. The next 09:00 always lies ahead. */
function listWaitWays(step: WaitStep): Way[] {
  const isSlow = 'for' in step ? isLong(step.for) : 'untilTime' in step;
  const otherwise = 'otherwise' in step ? step.otherwise : undefined;
  const ways = [lead(step.next, ['next'], isSlow)];
  return otherwise === undefined ? ways : [...ways, lead(otherwise, ['otherwise'])];
}

function isLong(text: string): boolean {
  const duration = parseDuration(text);
  return duration !== undefined && (duration.months > 0 || duration.milliseconds >= MINUTE);
}

function lead(target: string, at: readonly PathSegment[], isSlow = false): Way {
  return { target, at, isSlow };
}
