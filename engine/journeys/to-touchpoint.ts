/** The event of an instance as conditions judge it. */

import type { Touchpoint } from '../model/touchpoint.ts';
import type { EventView } from '../turn/initiator.ts';

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
