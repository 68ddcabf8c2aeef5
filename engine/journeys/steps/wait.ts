/** Step `wait`: a duration, until a moment, until a date of the person's, or until a local time. */
import type { WaitStep } from '../../model/documents/documents.ts';
import type { StepExecution, StepOutcome } from '../compiled-journey.ts';
import { isOver } from '../positions.ts';
import type { StepCompiler, StepContext } from './step-context.ts';
import { findWaitForm } from './wait-forms.ts';

export const compileWaitStep: StepCompiler<'wait'> = (step: WaitStep, context: StepContext) => {
  const { findEnd, dependsOnPerson } = findWaitForm(step, context);
  const { next } = step;
  const otherwise = 'otherwise' in step ? (step.otherwise ?? next) : next;
  return {
    onEnter(visit) {
      const until = findEnd(visit);
      if (until === undefined) return { kind: 'go', next: otherwise };
      if (!isOver(visit.turn, until)) return { kind: 'stand', until };
      // Over already: what follows counts from its end, as if this had been decided in time.
      return { kind: 'go', next, at: Math.max(visit.at, until) };
    },
    // Found anew from when they came here: whatever moved the alarm, nobody goes on early.
    onTimeout(visit): StepOutcome {
      const until = findEnd(fromArrival(visit));
      if (until === undefined) return { kind: 'go', next: otherwise };
      return until > visit.turn.now ? { kind: 'stand', until } : { kind: 'go', next };
    },
    ...(dependsOnPerson
      ? { reschedule: (visit: StepExecution) => findEnd(fromArrival(visit)) ?? visit.turn.now }
      : {}),
  };
};

function fromArrival(visit: StepExecution): StepExecution {
  return { ...visit, at: visit.position.since };
}
