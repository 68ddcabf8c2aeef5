/** Step `branch`: the first condition that holds wins. */

import { omitAbsent } from '../../base/omit-absent.ts';
import { compileCondition } from '../../conditions/compile-condition.ts';
import { addInitiatorTrace } from '../../turn/initiator.ts';
import { settleSegments } from '../../turn/update-segments.ts';
import { toTouchpoint } from '../entry-event.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const branchStep: StepDescriptor<'branch'> = {
  waits: 'never',
  compile(step, { path, computed }) {
    const branches = step.branches.map(({ condition, next }, index) => ({
      condition: compileCondition(condition, `${path}.branches[${index}].condition`, { computed }),
      next,
    }));
    return {
      onEnter({ turn, initiator, position }) {
        // An earlier step may have changed what its segments read.
        settleSegments(turn);
        const { profile, now } = turn;
        const { event } = initiator;
        const touchpoint = event === undefined ? undefined : toTouchpoint(event, position.enteredAt);
        const situation = { profile, now, ...omitAbsent({ touchpoint }) };
        const taken = branches.find(({ condition }) => condition.holds(situation));
        const next = taken?.next ?? step.default;
        addInitiatorTrace(turn, initiator, 'branch', 'done', { note: next });
        return { kind: 'next', step: next };
      },
    };
  },
  reads: none,
  conditions: ({ branches }) =>
    branches.map(({ condition }, index) => [condition, ['branches', index, 'condition']]),
};
