/** Step `holdout`: a stable share of people is left out, as a comparison for the others. */

import { readDrawId } from '../../model/profile.ts';
import { drawShare } from './draw-share.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const holdoutStep: StepDescriptor<'holdout'> = {
  waits: 'never',
  compile: ({ percent, next }, { id }) => ({
    onEnter: ({ turn, journey }) =>
      drawShare(readDrawId(turn.profile), journey.id, id) < percent
        ? { kind: 'end', reason: 'holdout' }
        : { kind: 'next', step: next },
  }),
  reads: none,
  conditions: none,
};
