/** Step `emit`: an event on the bus. */
import { compileEmit } from '../../actions/emit.ts';
import type { StepCompiler } from './step-context.ts';

export const compileEmitStep: StepCompiler<'emit'> = ({ event, properties, next }) => {
  const emit = compileEmit({ name: event, properties }, 'emit');
  return {
    onEnter({ turn, initiator }) {
      emit(turn, initiator);
      return { kind: 'next', step: next };
    },
  };
};
