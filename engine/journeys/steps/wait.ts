/** Step `wait`: a duration, until a moment, until a date of the person, or until a local time. */

import { omitAbsent } from '../../base/omit-absent.ts';
import type { StepExecution, StepOutcome } from '../compiled-journey.ts';
import { isOver } from '../instance.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';
import { findWaitForm } from './wait-forms.ts';

export const waitStep: StepDescriptor<'wait'> = {
  waits: 'always',
  compile(step, context) {
    const { findEnd, dependsOnPerson } = findWaitForm(step, context);
    const { next } = step;
    const otherwise = 'otherwise' in step ? (step.otherwise ?? next) : next;
    return {
      onEnter(execution) {
        const until = findEnd(execution);
        if (until === undefined) return { kind: 'next', step: otherwise };
        if (!isOver(execution.turn, until)) return { kind: 'wait', until };
        // The wait is already over: what follows counts from its end, as if this had been decided in time.
        return { kind: 'next', step: next, at: Math.max(execution.at, until) };
      },
      // Computed again from the moment of arrival: whatever changed the timer, no person continues early.
      onTimeout(execution): StepOutcome {
        const until = findEnd(fromArrival(execution));
        if (until === undefined) return { kind: 'next', step: otherwise };
        return until > execution.turn.now ? { kind: 'wait', until } : { kind: 'next', step: next };
      },
      ...omitAbsent({
        reschedule: dependsOnPerson
          ? (execution: StepExecution) => findEnd(fromArrival(execution)) ?? execution.turn.now
          : undefined,
      }),
    };
  },
  reads(step) {
    if (!('untilDate' in step)) return [];
    const hasDefault = step.otherwise !== undefined;
    return [{ path: step.untilDate.from, at: ['untilDate', 'from'], hasDefault }];
  },
  conditions: none,
};

function fromArrival(execution: StepExecution): StepExecution {
  return { ...execution, at: execution.position.since };
}
