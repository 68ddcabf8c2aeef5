/** Reads and writes the positions in a profile. */

import type { JourneyPosition } from '../model/journey-position.ts';
import type { Turn } from '../turn/turn.ts';
import type { CompiledJourney } from './compiled-journey.ts';

/** The instance as it stands now; undefined once it is over. */
export function findPosition(turn: Turn, entry: string): JourneyPosition | undefined {
  return turn.profile.journeys.find((position) => position.instanceId === entry);
}

/** Replaces the instance's position, or adds it as the newest. */
export function writePosition(turn: Turn, position: JourneyPosition): void {
  const { journeys } = turn.profile;
  const index = journeys.findIndex(({ instanceId }) => instanceId === position.instanceId);
  turn.profile.journeys = index < 0 ? [...journeys, position] : journeys.with(index, position);
  turn.hasChanged = true;
}

export function removePosition(turn: Turn, entry: string): void {
  turn.profile.journeys = turn.profile.journeys.filter((position) => position.instanceId !== entry);
  turn.hasChanged = true;
}

/** Also a draft that was live before: nobody enters, nothing advances. */
export function isPaused({ document }: CompiledJourney): boolean {
  return document.status === 'paused' || document.status === 'draft';
}

/** What follows counts from now, not from `until`. */
export function withoutBehind({ isCatchingUp: _, ...position }: JourneyPosition): JourneyPosition {
  return position;
}

/**
 * Whether a wait that ends at `until` (epoch ms) is over already when somebody comes to it. Where the cause is told late,
 * only if it was over when that occurred: what ended since comes after all else that the cause set off, and after what
 * occurred before its end.
 */
export function isOver({ at, now, dueBefore = Number.POSITIVE_INFINITY }: Turn, until: number): boolean {
  return until <= Math.min(at, now) && until < dueBefore;
}

/** Those inside leave: it is archived, or its end has come. */
export function findRemoval(
  { document, stopAt }: CompiledJourney,
  now: number,
): 'journey_archived' | 'journey_stopped' | undefined {
  if (document.status === 'archived') return 'journey_archived';
  if (stopAt !== undefined && stopAt <= now && document.whenStopped === 'leave') return 'journey_stopped';
  return undefined;
}
