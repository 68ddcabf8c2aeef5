/**
 * Which instances of before a merge come back by its undo, although the merged profile is not in them any more: the merge
 * kept another one of the journey, or what it knew of both removed them. Not if the journey has sent anything since the
 * merge, or if they got to their end: what follows may have been done. docs/adr/0089.
 */

import type { JourneyPosition } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import type { TimelineEntry, Trace } from '../model/timeline-entry.ts';
import { traceKey } from '../turn/initiator.ts';
import type { DividedEntries } from './attribute-commitments.ts';
import type { DividedStates } from './divide-counts.ts';

/** What leaves the stage: it is never done twice. */
const outward: readonly string[] = ['send', 'emit', 'webhook'];

/** As they were before the merge. `touchpoints`: the profile's own ones since the merge. */
export function listReturning(
  own: Profile,
  { current, merged }: Pick<DividedStates, 'current' | 'merged'>,
  since: DividedEntries,
  touchpoints: readonly TimelineEntry[],
): readonly JourneyPosition[] {
  const isIn = ({ journeys }: Profile, { instanceId }: JourneyPosition) =>
    journeys.some((position) => position.instanceId === instanceId);
  return own.journeys.filter((position) => {
    if (isIn(current, position)) return false;
    const traces = [...since.kept, ...since.moved, ...since.others].flatMap((entry) =>
      listTraces(entry, position),
    );
    // A branch that an own event took, at a step that this instance had not reached.
    const isAhead = touchpoints.some((entry) =>
      listTraces(entry, position).some(({ action, step }) => action === 'branch' && step !== position.step),
    );
    if (isAhead || traces.some(hasActed)) return false;
    const ends = traces.filter(isEnd);
    return (
      !isIn(merged, position) ||
      (ends.length > 0 && ends.every(({ reason }) => reason === 'exited' || reason === 'converted'))
    );
  });
}

/** Of this journey and key. */
function listTraces({ traces }: TimelineEntry, { journey, key }: JourneyPosition): readonly Trace[] {
  const { key: tracedKey } = traceKey(key);
  return traces.filter((trace) => trace.origin === `journey:${journey}` && trace.key === tracedKey);
}

function hasActed({ action, reason }: Trace): boolean {
  return outward.includes(action) && (reason === 'done' || reason === 'sent_to_channel');
}

/** The end of an instance by the merge itself is not one of the merged profile. */
function isEnd({ action, reason }: Trace): boolean {
  return action === 'leave' && reason !== 'profiles_merged';
}
