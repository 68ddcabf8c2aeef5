/** Held messages of a paused journey stay where they are: nothing of it goes out. */
import type { ReasonCode } from '../decision.ts';
import type { HoldReason } from '../messages/held-message.ts';
import { traceHeld } from '../messages/wish-of-held.ts';
import type { Turn } from '../turn.ts';
import type { JourneyPosition } from './journey-position.ts';
import { findPosition, isPaused, writePosition } from './positions.ts';
import { findNextLook } from './walk-steps.ts';

/** What a hold is refused with that would be too long. */
const tooLong: { readonly [Reason in HoldReason]: ReasonCode } = {
  held_quiet_hours: 'quiet_hours',
  held_for_room: 'frequency_capped',
  collecting: 'expired',
  scheduled: 'expired',
};

/** Looked at again later, and when the journey is resumed. */
export function postponeHeld(turn: Turn): void {
  for (const message of turn.profile.held) {
    const position = message.until <= turn.now ? findHalted(turn, message.entry) : undefined;
    if (position === undefined) continue;
    // No more in competition: others shall neither be collected with it nor leave it room.
    const reason = message.reason === 'collecting' ? 'scheduled' : message.reason;
    const postponed = { ...message, reason, until: findNextLook(turn, position) };
    turn.draft.next.held = turn.profile.held.map((one) => (one === message ? postponed : one));
    writePosition(turn, { ...position, isOverdue: true });
  }
}

/**
 * The pause is over: what was due in it is judged now, what may not wait so long is dropped. False when nothing is left
 * that the person would stand on.
 */
export function resumeHeld(turn: Turn, { isOverdue: _, ...position }: JourneyPosition): boolean {
  const { now, draft } = turn;
  const isMine = ({ entry }: { readonly entry?: string }) => entry === position.entry;
  const mine = draft.next.held.filter(isMine);
  for (const message of mine) if (message.deadline < now) traceHeld(turn, message, tooLong[message.reason]);
  draft.next.held = draft.next.held
    .filter((message) => !isMine(message) || message.deadline >= now)
    .map((message) => (isMine(message) ? { ...message, until: now } : message));
  writePosition(turn, position);
  return draft.next.held.some(isMine);
}

/** The instance that stands on the message, if its journey is paused. */
function findHalted(turn: Turn, entry: string | undefined): JourneyPosition | undefined {
  const position = entry === undefined ? undefined : findPosition(turn, entry);
  const journey = position === undefined ? undefined : turn.program.journeys.get(position.journey);
  return journey !== undefined && isPaused(journey) ? position : undefined;
}
