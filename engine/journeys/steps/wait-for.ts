/** Step `waitFor`: the first branch that matches wins; one that holds already is taken at once. */

import { DocumentInvalidError } from '../../model/document-invalid-error.ts';
import { compileDuration } from '../../time/compile-duration.ts';
import { addDuration } from '../../time/duration.ts';
import { addInitiatorTrace } from '../../turn/initiator.ts';
import { settleSegments } from '../../turn/update-segments.ts';
import { compileMatch } from '../compile-match.ts';
import type { StepExecution, StepOutcome } from '../compiled-journey.ts';
import { isOver } from '../instance.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const waitForStep: StepDescriptor<'waitFor'> = {
  waits: 'always',
  compile(step, { path, document, key }) {
    const branches = step.branches.map((wanted, index) => ({
      match: compileMatch(wanted, `${path}.branches[${index}]`, key),
      isSegment: 'segment' in wanted,
      next: wanted.next,
    }));
    const after = compileDuration(step.timeout.after, `${path}.timeout.after`, document);
    if (after === undefined) {
      const remedy = 'Give the longest wait, such as { "after": "P7D", "next": "give-up" }.';
      throw new DocumentInvalidError(document, `${path}.timeout`, step.timeout, remedy);
    }
    const timeOut = (execution: StepExecution, at: number) => follow(execution, step.timeout.next, at);
    return {
      onEnter(execution) {
        const { turn, at } = execution;
        settleSegments(turn);
        const holding = branches.find(({ match }) => match.holdsNow(turn));
        if (holding !== undefined) return follow(execution, holding.next, at);
        const until = addDuration(at, after);
        return isOver(turn, until) ? timeOut(execution, until) : { kind: 'wait', until };
      },
      onTimeout(execution) {
        const { turn, position, at } = execution;
        const until = addDuration(position.since, after);
        return until <= turn.now ? timeOut(execution, at) : { kind: 'wait', until };
      },
      onEvent(execution, signal) {
        const { turn, position, at } = execution;
        const from = position.listensFrom ?? position.since;
        const taken = branches.find(
          ({ match, isSegment }) =>
            match.matches(turn, signal, position, from) &&
            // A change that is already reverted may precede the person's arrival here.
            (!isSegment || match.holdsNow(turn)),
        );
        return taken === undefined ? undefined : follow(execution, taken.next, at);
      },
    };
  },
  reads: none,
  conditions: none,
};

/** The trace names the step that follows: a branch's, or the time-out's. */
function follow({ turn, initiator }: StepExecution, next: string, at: number): StepOutcome {
  addInitiatorTrace(turn, initiator, 'branch', 'done', { note: next });
  return { kind: 'next', step: next, at };
}
