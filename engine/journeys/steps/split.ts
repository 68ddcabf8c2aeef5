/** Step `split`: shares of people take different paths; a person always takes the same one. */

import { addInitiatorTrace } from '../../turn/initiator.ts';
import { drawShare } from './draw-share.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const splitStep: StepDescriptor<'split'> = {
  waits: 'never',
  compile({ paths }, { id }) {
    let sum = 0;
    const bounds = paths.map(({ percent, next }) => {
      sum += percent;
      return { below: sum, next };
    });
    // Shares such as three times 33.33 leave a remainder: the last path takes it.
    const rest = paths.at(-1)?.next ?? '';
    return {
      onEnter({ turn, journey, initiator }) {
        const share = drawShare(turn.profile.id, journey.id, id);
        const next = bounds.find(({ below }) => share < below)?.next ?? rest;
        addInitiatorTrace(turn, initiator, 'split', 'done', { note: next });
        return { kind: 'next', step: next };
      },
    };
  },
  reads: none,
  conditions: none,
};
