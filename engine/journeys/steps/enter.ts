/** Step `enter`: enters the person into another journey, and continues in this one. */

import { addInitiatorTrace } from '../../turn/initiator.ts';
import { settleSegments } from '../../turn/update-segments.ts';
import { compileValues } from '../../values/compile-value.ts';
import { listPaths } from '../../values/list-paths.ts';
import { enterJourney } from '../enter-journey.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const enterStep: StepDescriptor<'enter'> = {
  waits: 'never',
  compile({ journey: id, properties, next }) {
    const readProperties = compileValues(properties);
    return {
      onEnter({ turn, initiator, at }) {
        const other = turn.program.journeys.get(id);
        if (other === undefined) {
          addInitiatorTrace(turn, initiator, 'enter', 'journey_missing', { note: id });
        } else {
          const event = { name: 'Enter Journey', properties: readProperties(turn, initiator.event) };
          // Its condition may read a segment that an earlier step has changed.
          settleSegments(turn);
          enterJourney(turn, other, { event, at });
        }
        return { kind: 'next', step: next };
      },
    };
  },
  reads: ({ properties }) => listPaths(properties, ['properties']),
  conditions: none,
};
