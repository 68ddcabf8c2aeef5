/** Step `holdout`: a stable share of people is left out, to compare the others with. */
import { drawShare } from '../draw-share.ts';
import type { StepCompiler } from './step-context.ts';

export const compileHoldoutStep: StepCompiler<'holdout'> = ({ percent, next }, { id }) => ({
  onEnter: ({ turn, journey }) =>
    drawShare(turn.profile.id, journey.id, id) < percent
      ? { kind: 'end', reason: 'holdout' }
      : { kind: 'next', step: next },
});
