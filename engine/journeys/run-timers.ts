/** Runs the timers of instances: waits that end, steps whose held messages are settled, and when the person is next due. */

import { earliest } from '../base/earliest.ts';
import type { SettledMessage } from '../messages/release-held.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import type { CompiledJourney, JourneyProgram, JourneyTurn } from './compiled-journey.ts';
import { resumeHeld } from './defer-held.ts';
import { removeInstance } from './end-instance.ts';
import {
  findPlace,
  findPosition,
  findRemoval,
  type InstancePlace,
  isPaused,
  makeExecution,
  stopCatchingUp,
  writePosition,
} from './instance.ts';
import { applyOutcome, enterStep, findNextCheck } from './run-steps.ts';

/** Those due by `now` and before `before` (epoch ms). */
export function runDueSteps(turn: JourneyTurn, before: number): void {
  for (const { instanceId } of turn.profile.journeys) {
    const position = findPosition(turn, instanceId);
    if (position !== undefined && isDue(turn.profile, turn.program, position, turn.now, before)) {
      runDueStep(turn, position);
    }
  }
}

/** Continues the instances that waited for these messages. */
export function settleMessages(turn: JourneyTurn, settled: readonly SettledMessage[]): void {
  for (const { instanceId } of settled) {
    const position = findPosition(turn, instanceId);
    // With `until` the instance waits at another step: the message belongs to a step that it left.
    if (position !== undefined && position.until === undefined) runDueStep(turn, position);
  }
}

/**
 * Waits that depend on the person's traits get a new end when a trait was stated or computed. This changes the timer only:
 * what is due then runs with all that is due.
 */
export function rescheduleWaits(turn: JourneyTurn): void {
  const { program, profile, given } = turn;
  if (profile.journeys.length === 0) return;
  const isKnown = profile.traits === given.traits && profile.computed === given.computed;
  // A new policy may result in another time zone.
  if (isKnown && profile.program === program.version) return;
  for (const { instanceId } of profile.journeys) {
    const position = findPosition(turn, instanceId);
    if (position === undefined || position.isNotStarted === true || position.isDueWhilePaused === true)
      continue;
    const place = findPlace(program, position);
    if (place?.step?.reschedule === undefined) continue;
    const until = place.step.reschedule(makeExecution(turn, place, position, position.since));
    if (until !== position.until) writePosition(turn, { ...stopCatchingUp(position), until });
  }
}

/** Due moment (epoch ms) of the first position that is due by `now` and before `before`. */
export function findDue(
  profile: Profile,
  program: JourneyProgram,
  now: number,
  before: number,
): number | undefined {
  let first: number | undefined;
  for (const position of profile.journeys) {
    if (isDue(profile, program, position, now, before)) {
      first = earliest(first, position.until ?? position.since);
    }
  }
  return first;
}

/** Earliest moment (epoch ms) at which time alone changes something in the person's journeys. */
export function findJourneyWake(profile: Profile, program: JourneyProgram): number | undefined {
  let first: number | undefined;
  for (const position of profile.journeys) {
    const place = findPlace(program, position);
    // No wake for a missing journey, version or step: it could do nothing.
    if (place?.step === undefined) continue;
    first = earliest(earliest(first, position.until), findStop(place.journey));
  }
  return first;
}

/** When (epoch ms) the people inside leave because the journey stops. */
function findStop({ document, stopAt }: CompiledJourney): number | undefined {
  return document.whenStopped === 'leave' ? stopAt : undefined;
}

function isDue(
  profile: Profile,
  program: JourneyProgram,
  position: JourneyPosition,
  now: number,
  before: number,
): boolean {
  const { until, instanceId } = position;
  const place = findPlace(program, position);
  if (place?.step === undefined) return false;
  const stop = findStop(place.journey);
  if (stop !== undefined && stop <= now && stop < before) return true;
  if (position.isDueWhilePaused === true && !isPaused(place.journey)) return true;
  if (until !== undefined) return until <= now && until < before;
  // The held message is missing: the instance must not wait for it forever.
  return !profile.held.some((message) => message.instanceId === instanceId);
}

function runDueStep(turn: JourneyTurn, position: JourneyPosition): void {
  const place = findPlace(turn.program, position);
  if (place === undefined) return;
  const { journey } = place;
  const reason = findRemoval(journey, turn.now);
  if (reason !== undefined) removeInstance(turn, journey, position, reason);
  else if (isPaused(journey)) delayStep(turn, position);
  else if (position.isDueWhilePaused === true && journey.document.whenResumed === 'drop') {
    removeInstance(turn, journey, position, 'dropped_on_resume');
  } else if (!isWaitingForMessage(turn, position) || !resumeHeld(turn, position)) {
    endWait(turn, place, position);
  }
}

/** The hold of its message ended in a pause. */
function isWaitingForMessage(
  { profile }: JourneyTurn,
  { isDueWhilePaused, until, instanceId }: JourneyPosition,
): boolean {
  return (
    isDueWhilePaused === true &&
    until === undefined &&
    profile.held.some((message) => message.instanceId === instanceId)
  );
}

function delayStep(turn: JourneyTurn, position: JourneyPosition): void {
  const delayed = { ...stopCatchingUp(position), until: findNextCheck(turn, position) };
  // An instance before a step that has not started waited for nothing.
  writePosition(turn, position.isNotStarted === true ? delayed : { ...delayed, isDueWhilePaused: true });
}

function endWait(turn: JourneyTurn, place: InstancePlace, position: JourneyPosition): void {
  const { step } = place;
  if (position.isNotStarted === true || step?.onTimeout === undefined) {
    enterStep(makeExecution(turn, place, position, position.since));
    return;
  }
  const isCatchingUp = position.isCatchingUp === true && position.until !== undefined;
  const execution = makeExecution(turn, place, position, isCatchingUp ? position.until : turn.now);
  const due = position.isDueWhilePaused === true ? undefined : position.until;
  applyOutcome(execution, step.onTimeout(execution), due);
}
