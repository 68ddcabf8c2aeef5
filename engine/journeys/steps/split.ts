/** Step `split`: shares of people take different paths; a person always takes the same one. */

import { readDrawId } from '../../model/profile.ts';
import { addInitiatorTrace } from '../../turn/initiator.ts';
import { choosePath } from './draw-share.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const splitStep: StepDescriptor<'split'> = {
  waits: 'never',
  compile({ paths }, { id }) {
    return {
      onEnter({ turn, journey, initiator }) {
        const next = choosePath(paths, readDrawId(turn.profile), journey.id, id);
        addInitiatorTrace(turn, initiator, 'split', 'done', { note: next });
        return { kind: 'next', step: next };
      },
    };
  },
  reads: none,
  conditions: none,
};
