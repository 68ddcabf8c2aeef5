/** Step `end`: the person has completed the journey. */
import type { StepCompiler } from './step-context.ts';

export const compileEndStep: StepCompiler<'end'> = ({ reason }) => ({
  onEnter: () => ({ kind: 'end', reason: 'completed', ...(reason === undefined ? {} : { note: reason }) }),
});
