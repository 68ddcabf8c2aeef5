/** Held messages of a paused journey stay held: none of its messages is sent. */

import { traceHeld } from '../messages/held-request.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import type { HoldReason, ReasonCode } from '../model/reason-codes.ts';
import type { JourneyTurn } from './compiled-journey.ts';
import { findPosition, isPaused, writePosition } from './instance.ts';
import { findNextCheck } from './run-steps.ts';

/** The reason when a hold would last too long. */
const reasonTooLong: { readonly [Reason in HoldReason]: ReasonCode } = {
  held_quiet_hours: 'quiet_hours',
  held_by_cap: 'frequency_capped',
  collecting: 'expired',
  scheduled: 'expired',
  // Senders alone hold by it.
  held_by_breaker: 'expired',
  held_by_warm_up: 'expired',
  held_by_daily_limit: 'expired',
  held_by_host: 'expired',
};

/** They are checked again later, and when the journey is resumed. */
export function deferHeld(turn: JourneyTurn): void {
  for (const message of turn.profile.held) {
    const position = message.until <= turn.now ? findPausedInstance(turn, message.instanceId) : undefined;
    if (position === undefined) continue;
    // It no longer competes: others are neither collected with it nor reserve allowance for it.
    const reason = message.reason === 'collecting' ? 'scheduled' : message.reason;
    const deferred = { ...message, reason, until: findNextCheck(turn, position) };
    turn.profile.held = turn.profile.held.map((one) => (one === message ? deferred : one));
    writePosition(turn, { ...position, isDueWhilePaused: true });
  }
}

/**
 * The pause is over: messages that were due in it are evaluated now, those past their deadline are dropped. False when no
 * message is left that the instance waits for.
 */
export function resumeHeld(
  turn: JourneyTurn,
  { isDueWhilePaused: _, ...position }: JourneyPosition,
): boolean {
  const { now, profile } = turn;
  const isMine = ({ instanceId }: { readonly instanceId?: string }) => instanceId === position.instanceId;
  const mine = profile.held.filter(isMine);
  for (const message of mine)
    if (message.deadline < now) traceHeld(turn, message, reasonTooLong[message.reason]);
  profile.held = profile.held
    .filter((message) => !isMine(message) || message.deadline >= now)
    .map((message) => (isMine(message) ? { ...message, until: now } : message));
  writePosition(turn, position);
  return profile.held.some(isMine);
}

/** The instance that waits for the message, if its journey is paused. */
function findPausedInstance(turn: JourneyTurn, instanceId: string | undefined): JourneyPosition | undefined {
  const position = instanceId === undefined ? undefined : findPosition(turn, instanceId);
  const journey = position === undefined ? undefined : turn.program.journeys.get(position.journey);
  return journey !== undefined && isPaused(journey) ? position : undefined;
}
