/**
 * An event of the past ends a waitFor of an instance that an undo brings back, or that a merge brings together with it:
 * what follows begins with the next timer.
 */

import type { JourneyPosition } from '../model/journey-position.ts';
import type { JourneyTurn } from './compiled-journey.ts';
import { findPlace, makeExecution, writePosition } from './instance.ts';
import { clearMarks } from './run-steps.ts';

export function replaySignal(
  turn: JourneyTurn,
  isConcerned: (position: JourneyPosition) => boolean = () => true,
): void {
  for (const position of turn.profile.journeys.filter(isConcerned)) {
    const place = findPlace(turn.program, position);
    const isPast = position.until !== undefined && position.until < turn.at;
    if (place?.step?.onEvent === undefined || position.isNotStarted === true || isPast) continue;
    const at = Math.max(position.since, Math.min(turn.at, turn.now));
    const execution = makeExecution(turn, place, position, at);
    const outcome = place.step.onEvent(execution, { changes: [], isEvent: true });
    if (outcome?.kind !== 'next') continue;
    const { step } = outcome;
    const moved = { ...clearMarks(position), step, since: at, stepCount: position.stepCount + 1 };
    writePosition(turn, { ...moved, until: turn.now, isNotStarted: true });
  }
}
