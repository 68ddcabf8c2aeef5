/** Waits that depend on the person's traits are timed anew when a trait was stated or computed. */
import type { Turn } from '../turn.ts';
import { findPosition, withoutBehind, writePosition } from './positions.ts';
import { makeVisit } from './walk-steps.ts';

/** Only moves the alarm: what is due by it runs with all that is due. */
export function retimeWaits(turn: Turn): void {
  const { program, profile, draft } = turn;
  if (profile.journeys.length === 0) return;
  const isKnown = draft.next.traits === draft.given.traits && draft.next.computed === draft.given.computed;
  // A new policy may find another time zone.
  if (isKnown && profile.program === program.version) return;
  for (const { entry } of profile.journeys) {
    const position = findPosition(turn, entry);
    if (position === undefined || position.isAhead === true || position.isOverdue === true) continue;
    const journey = program.journeys.get(position.journey);
    const graph = journey?.graphOf(position.version);
    const step = graph?.steps.get(position.step);
    if (journey === undefined || graph === undefined || step?.retime === undefined) continue;
    const until = step.retime(makeVisit(turn, journey, graph, position, position.since));
    if (until !== position.until) writePosition(turn, { ...withoutBehind(position), until });
  }
}
