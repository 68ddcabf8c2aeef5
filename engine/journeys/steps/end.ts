/** Step `end`: the person has completed the journey. */

import { none, type StepDescriptor } from './step-descriptor.ts';

export const endStep: StepDescriptor<'end'> = {
  waits: 'never',
  compile: ({ reason }) => ({
    onEnter: () => ({ kind: 'end', reason: 'completed', ...(reason === undefined ? {} : { note: reason }) }),
  }),
  reads: none,
  conditions: none,
};
