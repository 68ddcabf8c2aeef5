/** An instance of a journey as the one who acts: ids come from its entry, step and round. */
import type { Actor, EventView } from '../actions/actor.ts';
import { makeMessageId } from '../message-id.ts';
import type { Profile } from '../profile.ts';
import type { CompiledJourney } from './compiled-journey.ts';
import type { JourneyPosition } from './journey-position.ts';

export function makeJourneyActor(
  profile: Profile,
  { subject, document }: CompiledJourney,
  position: JourneyPosition,
): Actor {
  const { entry, step, version, walked, enteredAt, key } = position;
  return {
    subject,
    // Kept by keepEvent in this very shape.
    event: position.event as EventView | undefined,
    priority: document.priority ?? 0,
    entry,
    step,
    version,
    ...(key === undefined ? {} : { key }),
    makeId: (action) => makeMessageId(enteredAt, profile.id, entry, step, String(walked), action),
  };
}
