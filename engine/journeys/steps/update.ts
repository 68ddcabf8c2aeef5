/** Step `update`: states traits of the person. */
import { compileUpdate } from '../../actions/update.ts';
import type { StepCompiler } from './step-context.ts';

export const compileUpdateStep: StepCompiler<'update'> = ({ traits, next }) => {
  const update = compileUpdate(traits);
  return {
    onEnter({ turn, initiator }) {
      update(turn, initiator);
      return { kind: 'next', step: next };
    },
  };
};
