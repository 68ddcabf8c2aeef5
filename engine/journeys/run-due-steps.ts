/** What time has made due in journeys, and the steps whose held messages were settled. */

import type { SettledMessage } from '../messages/release-held.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import { earliest } from '../patterns/leaf-test.ts';
import type { CompiledGraph, CompiledJourney, JourneyProgram, JourneyTurn } from './compiled-journey.ts';
import { resumeHeld } from './defer-held.ts';
import { takeOut } from './leave-journey.ts';
import { findPosition, findRemoval, isPaused, withoutBehind, writePosition } from './positions.ts';
import { applyOutcome, enterStep, findNextLook, makeExecution } from './run-steps.ts';

/** Those due by `now` and before `before` (epoch ms). */
export function runDueSteps(turn: JourneyTurn, before: number): void {
  for (const { instanceId } of turn.profile.journeys) {
    const position = findPosition(turn, instanceId);
    if (position !== undefined && isDue(turn.profile, turn.program, position, turn.now, before)) {
      runStep(turn, position);
    }
  }
}

/** Those who stood on the send step go on. */
export function settleMessages(turn: JourneyTurn, settled: readonly SettledMessage[]): void {
  for (const { instanceId } of settled) {
    const position = findPosition(turn, instanceId);
    // One that was due to be sent by a step they left is not what they stand on.
    if (position !== undefined && position.until === undefined) runStep(turn, position);
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
    const journey = program.journeys.get(position.journey);
    // Nobody is woken for a journey or a version that is not there: it could do nothing.
    if (journey?.graphOf(position.version)?.steps.has(position.step) !== true) continue;
    first = earliest(first, position.until);
    if (journey.document.whenStopped === 'leave') first = earliest(first, journey.stopAt);
  }
  return first;
}

function isDue(
  profile: Profile,
  program: JourneyProgram,
  position: JourneyPosition,
  now: number,
  before: number,
): boolean {
  const { until, instanceId } = position;
  const journey = program.journeys.get(position.journey);
  const graph = journey?.graphOf(position.version);
  if (journey === undefined || graph?.steps.has(position.step) !== true) return false;
  const removedAt = journey.document.whenStopped === 'leave' ? journey.stopAt : undefined;
  if (removedAt !== undefined && removedAt <= now && removedAt < before) return true;
  if (position.isDueWhilePaused === true && !isPaused(journey)) return true;
  if (until !== undefined) return until <= now && until < before;
  // Its message is gone without a word: nobody may wait for it forever.
  return !profile.held.some((message) => message.instanceId === instanceId);
}

function runStep(turn: JourneyTurn, position: JourneyPosition): void {
  const journey = turn.program.journeys.get(position.journey);
  const graph = journey?.graphOf(position.version);
  if (journey === undefined || graph === undefined) return;
  const reason = findRemoval(journey, turn.now);
  if (reason !== undefined) takeOut(turn, journey, position, reason);
  else if (isPaused(journey)) postpone(turn, position);
  else if (position.isDueWhilePaused === true && journey.document.whenResumed === 'drop') {
    takeOut(turn, journey, position, 'dropped_on_resume');
  } else if (!isWaitingForMessage(turn, position) || !resumeHeld(turn, position)) {
    resume(turn, journey, graph, position);
  }
}

/** Its hold was over in a pause. */
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

function postpone(turn: JourneyTurn, position: JourneyPosition): void {
  const halted = { ...withoutBehind(position), until: findNextLook(turn, position) };
  // What stands before a step waited for nothing.
  writePosition(turn, position.isNotStarted === true ? halted : { ...halted, isDueWhilePaused: true });
}

function resume(
  turn: JourneyTurn,
  journey: CompiledJourney,
  graph: CompiledGraph,
  position: JourneyPosition,
): void {
  const step = graph.steps.get(position.step);
  if (position.isNotStarted === true || step?.onTimeout === undefined) {
    enterStep(makeExecution(turn, journey, graph, position, position.since));
    return;
  }
  const isBehind = position.isCatchingUp === true && position.until !== undefined;
  const execution = makeExecution(turn, journey, graph, position, isBehind ? position.until : turn.now);
  const due = position.isDueWhilePaused === true ? undefined : position.until;
  applyOutcome(execution, step.onTimeout(execution), due);
}
