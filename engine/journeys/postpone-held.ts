/** Held messages of a paused journey stay where they are: nothing of it goes out. */
import type { Turn } from '../turn.ts';
import { findPosition, isPaused } from './positions.ts';
import { pausedFor } from './walk-steps.ts';

/** Judged again later; one whose deadline or expiry passes meanwhile is dropped then, with its reason. */
export function postponeHeld(turn: Turn): void {
  const { held } = turn.draft.next;
  const isHalted = (entry: string | undefined) => {
    const position = entry === undefined ? undefined : findPosition(turn, entry);
    const journey = position === undefined ? undefined : turn.program.journeys.get(position.journey);
    return journey !== undefined && isPaused(journey);
  };
  if (!held.some(({ until, entry }) => until <= turn.now && isHalted(entry))) return;
  const until = turn.now + pausedFor;
  turn.draft.next.held = held.map((message) =>
    message.until <= turn.now && isHalted(message.entry) ? { ...message, until } : message,
  );
  turn.hasChanged = true;
}
