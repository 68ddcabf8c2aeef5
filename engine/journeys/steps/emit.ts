/** Step `emit`: an event on the bus. */

import { compileEmit } from '../../actions/emit.ts';
import { listPaths } from '../../values/list-paths.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const emitStep: StepDescriptor<'emit'> = {
  waits: 'never',
  compile({ event, properties, next }) {
    const emit = compileEmit({ name: event, properties }, 'emit');
    return {
      onEnter({ turn, initiator }) {
        emit(turn, initiator);
        return { kind: 'next', step: next };
      },
    };
  },
  reads: ({ properties }) => listPaths(properties, ['properties']),
  conditions: none,
};
