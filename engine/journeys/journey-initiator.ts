/** An instance of a journey as the one who acts: ids come from its entry, step and round. */

import { makeMessageId } from '../base/message-id.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import type { EventView, Initiator } from '../turn/initiator.ts';
import type { CompiledJourney } from './compiled-journey.ts';

export function makeJourneyInitiator(
  profile: Profile,
  { origin, document }: CompiledJourney,
  position: JourneyPosition,
): Initiator {
  const { instanceId, step, version, stepCount, enteredAt, key } = position;
  return {
    origin,
    // Kept by keepEvent in this very shape.
    event: position.event as EventView | undefined,
    priority: document.priority ?? 0,
    instanceId: instanceId,
    step,
    version,
    ...(key === undefined ? {} : { key }),
    makeId: (action) => makeMessageId(enteredAt, profile.id, instanceId, step, String(stepCount), action),
  };
}
