/** Step `update`: states traits of the person. */

import { compileUpdate } from '../../actions/update.ts';
import { listPaths } from '../../values/list-paths.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const updateStep: StepDescriptor<'update'> = {
  waits: 'never',
  compile({ traits, next }) {
    const update = compileUpdate(traits);
    return {
      onEnter({ turn, initiator }) {
        update(turn, initiator);
        return { kind: 'next', step: next };
      },
    };
  },
  reads: ({ traits }) => listPaths(traits, ['traits']),
  conditions: none,
};
