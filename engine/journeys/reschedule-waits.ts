/** Waits that depend on the person's traits are timed anew when a trait was stated or computed. */
import type { JourneyTurn } from './compiled-journey.ts';
import { findPosition, withoutBehind, writePosition } from './positions.ts';
import { makeExecution } from './run-steps.ts';

/** Only moves the alarm: what is due by it runs with all that is due. */
export function rescheduleWaits(turn: JourneyTurn): void {
  const { program, profile, given } = turn;
  if (profile.journeys.length === 0) return;
  const isKnown = profile.traits === given.traits && profile.computed === given.computed;
  // A new policy may find another time zone.
  if (isKnown && profile.program === program.version) return;
  for (const { instanceId } of profile.journeys) {
    const position = findPosition(turn, instanceId);
    if (position === undefined || position.isNotStarted === true || position.isDueWhilePaused === true)
      continue;
    const journey = program.journeys.get(position.journey);
    const graph = journey?.graphOf(position.version);
    const step = graph?.steps.get(position.step);
    if (journey === undefined || graph === undefined || step?.reschedule === undefined) continue;
    const until = step.reschedule(makeExecution(turn, journey, graph, position, position.since));
    if (until !== position.until) writePosition(turn, { ...withoutBehind(position), until });
  }
}
