/** Step `end`: the person has completed the journey. */

import { omitAbsent } from '../../base/omit-absent.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const endStep: StepDescriptor<'end'> = {
  waits: 'never',
  compile: ({ reason }) => ({
    onEnter: () => ({ kind: 'end', reason: 'completed', ...omitAbsent({ note: reason }) }),
  }),
  reads: none,
  conditions: none,
};
