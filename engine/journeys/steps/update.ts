/** Step `update`: states traits of the person. */
import { compileUpdate } from '../../actions/update.ts';
import type { StepCompiler } from './step-context.ts';

export const compileUpdateStep: StepCompiler<'update'> = ({ traits, next }) => {
  const update = compileUpdate(traits);
  return {
    onEnter({ turn, actor }) {
      update(turn, actor);
      return { kind: 'go', next };
    },
  };
};
