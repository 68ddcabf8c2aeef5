/** The event of an instance as conditions judge it. */
import type { EventView } from '../actions/actor.ts';
import type { Touchpoint } from '../touchpoint.ts';

/** Conditions judge whole touchpoints; what was not kept, no step asks for. */
export function toTouchpoint(view: EventView, at: number): Touchpoint {
  return {
    id: '',
    source: '',
    name: '',
    type: 'track',
    traits: {},
    properties: {},
    context: {},
    occurredAt: at,
    receivedAt: at,
    ...view,
  };
}
